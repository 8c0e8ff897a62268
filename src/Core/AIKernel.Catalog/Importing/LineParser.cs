using System.Collections.Frozen;
using System.Text.Json;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Importing;

/// <summary>What one line asks for: exactly one of the three is set.</summary>
internal readonly record struct ParsedLine(BulkResource? Resource, BulkEdge? Edge, BulkResult? Refusal);

/// <summary>Understands the lines of an import, one at a time.</summary>
internal sealed class LineParser(ResourceReader resources)
{
    private static readonly FrozenSet<string> DeleteMembers = FrozenSet.Create(StringComparer.Ordinal, "op", "ref", "revision");

    private readonly RelationshipReader _relationships = new(resources.Kinds);
    private readonly ReferenceReader _references = new(resources.Kinds);

    /// <summary>Understands a line.</summary>
    public ParsedLine Parse(int line, ReadOnlyMemory<byte> text)
    {
        var body = JsonBody.Parse(text);
        if (!body.IsValid) return Refuse(line, null, null, body.Faults);
        var value = body.Value;
        if (value.ValueKind != JsonValueKind.Object) return Refuse(line, null, null, BulkCodes.InvalidJson, "A line holds one JSON object.");
        return JsonText.Find(value, "op") is { ValueKind: JsonValueKind.String } operation ? Parse(line, JsonText.Read(operation), value)
            : Refuse(line, null, null, BulkCodes.UnknownOperation, "The member op is missing.");
    }

    private ParsedLine Parse(int line, string? operation, JsonElement value) => operation switch
    {
        "upsert" => ParseUpsert(line, value),
        "delete" => ParseDelete(line, value),
        "relate" => ParseEdge(line, value, remove: false),
        "unrelate" => ParseEdge(line, value, remove: true),
        _ => Refuse(line, null, null, BulkCodes.UnknownOperation, "The operations are upsert, delete, relate and unrelate."),
    };

    private ParsedLine ParseUpsert(int line, JsonElement value)
    {
        var content = resources.Read(value);
        var faults = new FaultList();
        foreach (var fault in content.Faults) faults.Add(fault.Pointer, fault.Code, fault.Message);
        var revision = ReadRevision(value, faults);
        if (!faults.IsEmpty) return Refuse(line, BulkResult.Resource, NameOf(value), faults.All);
        return new(new(line, content.Value!.Reference, content.Value, revision), null, null);
    }

    private ParsedLine ParseDelete(int line, JsonElement value)
    {
        var faults = new FaultList();
        var members = Members.Of(value, DeleteMembers, FrozenSet<string>.Empty, "", faults)!;
        var text = ElementReader.RequiredText(members["ref"], "/ref", ReferenceReader.MaxLength, faults);
        var reference = text is null ? null : _references.ReadUnversioned(text, "/ref", faults);
        var revision = ReadRevision(value, faults);
        if (!faults.IsEmpty) return Refuse(line, BulkResult.Resource, reference?.ToString(), faults.All);
        return new(new(line, reference!, null, revision), null, null);
    }

    private ParsedLine ParseEdge(int line, JsonElement value, bool remove)
    {
        var request = _relationships.Read(value);
        if (!request.IsValid) return Refuse(line, BulkResult.Relationship, null, request.Faults);
        if (request.Value is not { Source.Reference: { } source, Target.Reference: { } target } edge)
            return Refuse(line, BulkResult.Relationship, null, BulkCodes.ValidationFailed, "An import names the ends of a relationship by reference, not by id.");
        return new(null, new(line, source, edge.Type, target, remove ? null : edge.Properties), null);
    }

    private static long? ReadRevision(JsonElement value, FaultList faults)
    {
        if (JsonText.Find(value, "revision") is not { ValueKind: not JsonValueKind.Null } revision) return null;
        if (revision.ValueKind == JsonValueKind.Number && revision.TryGetInt64(out var number)) return number;
        faults.Add("/revision", FaultCodes.WrongType, "Must be a whole number.");
        return null;
    }

    /// <summary>The reference a refused line seems to mean, where it says that much.</summary>
    private string? NameOf(JsonElement value)
    {
        if (!Has("kind", out var kind) || !Has("namespace", out var space) || !Has("name", out var name)) return null;
        var reference = _references.Read($"{kind}:{space}/{name}");
        return reference.Value?.ToString();

        bool Has(string member, out string? text)
        {
            text = ElementReader.OptionalText(JsonText.Find(value, member), "", ResourceLimits.Name, new());
            return text is not null;
        }
    }

    private static ParsedLine Refuse(int line, string? type, string? reference, IReadOnlyList<Fault> faults) =>
        Refuse(line, type, reference, BulkCodes.Of(faults), BulkCodes.Describe(faults));

    private static ParsedLine Refuse(int line, string? type, string? reference, string code, string detail) =>
        new(null, null, new(line, BulkStatus.Failed, type, reference, null, code, detail));
}
