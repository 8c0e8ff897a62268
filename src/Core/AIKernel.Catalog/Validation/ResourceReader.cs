using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads resources out of JSON and holds every rule of the catalog against them. Safe to share between threads.</summary>
public sealed class ResourceReader(KindRegistry kinds)
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(StringComparer.Ordinal,
        "kind", "namespace", "name", "title", "description", "owner", "lifecycle", "tags", "labels", "links", "spec");

    private static readonly FrozenSet<string> WrittenByServer = FrozenSet.Create(StringComparer.Ordinal,
        "id", "ref", "version", "revision", "contentHash", "createdAt", "updatedAt", "deletedAt", "op");

    private readonly ResourceRules _rules = new(kinds);

    /// <summary>The kinds a resource may have.</summary>
    public KindRegistry Kinds => kinds;

    /// <summary>
    /// The content in its canonical form (text normalised, blanks around titles and owner dropped, tags sorted,
    /// defaults filled in), or every fault at once. A link without a title may be written as its address alone.
    /// Members the server writes itself (id, ref, version, revision, contentHash, the times, op) are ignored, so that
    /// what was read can be written back.
    /// </summary>
    public Checked<ResourceContent> Read(JsonElement body)
    {
        var faults = new FaultList();
        if (Members.Of(body, Known, WrittenByServer, "", faults) is not { } members) return Checked.Invalid<ResourceContent>(faults.All);
        var draft = ReadDraft(members, faults);
        foreach (var failure in _rules.Validate(draft).Errors) faults.Add(failure.PropertyName, failure.ErrorCode, failure.ErrorMessage);
        return faults.IsEmpty ? Checked.Valid(draft.ToContent()) : Checked.Invalid<ResourceContent>(faults.All);
    }

    /// <summary>
    /// The content after a merge patch (RFC 7396), judged as a whole: null puts a member back to its default.
    /// </summary>
    public Checked<ResourceContent> ReadMergePatch(ResourceContent current, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object) return Read(patch);
        var json = new ArrayBufferWriter<byte>(1024);
        ContentJson.WriteCanonical(json, current);
        return Read(MergePatch.Apply(MergePatch.Parse(json.WrittenSpan), patch));
    }

    private static ResourceDraft ReadDraft(Members members, FaultList faults) => new()
    {
        Kind = ElementReader.RequiredText(members["kind"], "/kind", ResourceLimits.Namespace, faults),
        Namespace = ElementReader.RequiredText(members["namespace"], "/namespace", ResourceLimits.Namespace, faults),
        Name = ElementReader.RequiredText(members["name"], "/name", ResourceLimits.Name, faults),
        Title = ElementReader.OptionalText(members["title"], "/title", ResourceLimits.Title, faults)?.Trim(),
        Description = ElementReader.OptionalText(members["description"], "/description", ResourceLimits.Description, faults),
        Owner = ElementReader.OptionalText(members["owner"], "/owner", ResourceLimits.Owner, faults)?.Trim(),
        Lifecycle = ElementReader.OptionalText(members["lifecycle"], "/lifecycle", ResourceLimits.Namespace, faults),
        Tags = CollectionReader.Tags(members["tags"], faults),
        Labels = CollectionReader.Labels(members["labels"], faults),
        Links = CollectionReader.Links(members["links"], faults),
        Spec = DocumentReader.Read(members["spec"], "/spec", faults),
    };
}
