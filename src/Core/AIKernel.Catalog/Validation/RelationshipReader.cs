using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads relationships out of JSON and holds every rule of the catalog against them. Safe to share between threads.</summary>
public sealed class RelationshipReader(KindRegistry kinds)
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(StringComparer.Ordinal, "source", "type", "target", "properties");

    private static readonly FrozenSet<string> Patchable = FrozenSet.Create(StringComparer.Ordinal, "properties");

    private static readonly FrozenSet<string> WrittenByServer = FrozenSet.Create(StringComparer.Ordinal,
        "id", "sourceRef", "targetRef", "revision", "createdAt", "updatedAt", "op");

    private readonly ReferenceReader _references = new(kinds);

    /// <summary>
    /// <c>{source, type, target, properties}</c>, the ends as ids or references, or every fault at once. Members the
    /// server writes itself (id, sourceRef, targetRef, revision, the times, op) are ignored. Ends named in two ways,
    /// one by id and one by reference, are the repository's to tell apart.
    /// </summary>
    public Checked<RelationshipRequest> Read(JsonElement body)
    {
        var faults = new FaultList();
        if (Members.Of(body, Known, WrittenByServer, "", faults) is not { } members) return Checked.Invalid<RelationshipRequest>(faults.All);
        var source = ReadEnd(members["source"], "/source", faults);
        var type = ElementReader.RequiredText(members["type"], "/type", ResourceLimits.Namespace, faults);
        if (type is not null && RelationshipTypes.Find(type) is null) faults.Add("/type", FaultCodes.UnknownType, "There is no such relationship type.");
        var target = ReadEnd(members["target"], "/target", faults);
        if (source is not null && source == target) faults.Add("/target", FaultCodes.SelfEdge, "A resource cannot be related to itself.");
        var properties = DocumentReader.Read(members["properties"], "/properties", faults);
        return faults.IsEmpty
            ? Checked.Valid(new RelationshipRequest(source!, type!, target!, properties!))
            : Checked.Invalid<RelationshipRequest>(faults.All);
    }

    /// <summary>
    /// The properties after a merge patch (RFC 7396) of the relationship: <c>{"properties": {…}}</c>, where null
    /// empties them. Source, type and target cannot change: naming them is unknown-field.
    /// </summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Callers hold one reader; that this rule needs no kinds is its own affair.")]
    public Checked<CanonicalJson> ReadPropertiesPatch(CanonicalJson current, JsonElement patch)
    {
        var faults = new FaultList();
        var change = Members.Of(patch, Patchable, WrittenByServer, "", faults)?["properties"];
        var merged = change is { ValueKind: JsonValueKind.Object } value
            ? MergePatch.Apply(MergePatch.Parse(Encoding.UTF8.GetBytes(current.Text)), value)
            : change;
        var properties = change is null ? current : DocumentReader.Read(merged, "/properties", faults);
        return faults.IsEmpty ? Checked.Valid(properties!) : Checked.Invalid<CanonicalJson>(faults.All);
    }

    private ResourceEnd? ReadEnd(JsonElement? element, string at, FaultList faults)
    {
        if (ElementReader.RequiredText(element, at, ReferenceReader.MaxLength, faults) is not { } text) return null;
        if (Guid.TryParseExact(text, "D", out var id)) return new(id, null);
        return _references.ReadUnversioned(text, at, faults) is { } reference ? new(null, reference) : null;
    }
}
