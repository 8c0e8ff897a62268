using System.Text.Json;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads resources out of JSON and holds every rule of the catalog against them. Safe to share between threads.</summary>
public sealed class ResourceReader(KindRegistry kinds)
{
    /// <summary>The kinds a resource may have.</summary>
    public KindRegistry Kinds => kinds;

    /// <summary>
    /// The content in its canonical form (text normalised, tags sorted, defaults filled in), or every fault at once.
    /// Members the server writes itself (id, ref, version, revision, contentHash, the times, op) are ignored, so that
    /// what was read can be written back.
    /// </summary>
    public Checked<ResourceContent> Read(JsonElement body) => throw new NotImplementedException();

    /// <summary>
    /// The content after a merge patch (RFC 7396), judged as a whole: null puts a member back to its default.
    /// </summary>
    public Checked<ResourceContent> ReadMergePatch(ResourceContent current, JsonElement patch) => throw new NotImplementedException();
}
