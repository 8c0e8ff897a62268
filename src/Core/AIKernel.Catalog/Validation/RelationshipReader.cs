using System.Text.Json;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>One end of a relationship as a request names it: exactly one of the two is set.</summary>
/// <param name="Id">The resource's id, or null.</param>
/// <param name="Reference">The resource's reference, well formed, without a version; or null.</param>
public sealed record ResourceEnd(Guid? Id, ResourceReference? Reference);

/// <summary>A relationship a request asks for. Whether the ends exist, and are two, is the repository's matter where they are named differently.</summary>
/// <param name="Source">Where the edge leaves.</param>
/// <param name="Type">A known type.</param>
/// <param name="Target">Where the edge enters.</param>
/// <param name="Properties">What the edge says.</param>
public sealed record RelationshipRequest(ResourceEnd Source, string Type, ResourceEnd Target, CanonicalJson Properties);

/// <summary>Reads relationships out of JSON and holds every rule of the catalog against them. Safe to share between threads.</summary>
public sealed class RelationshipReader(KindRegistry kinds)
{
    private readonly KindRegistry _kinds = kinds;

    /// <summary>
    /// <c>{source, type, target, properties}</c>, the ends as ids or references, or every fault at once. Members the
    /// server writes itself (id, sourceRef, targetRef, revision, the times, op) are ignored.
    /// </summary>
    public Checked<RelationshipRequest> Read(JsonElement body) => throw new NotImplementedException(_kinds.ToString());

    /// <summary>
    /// The properties after a merge patch (RFC 7396) of the relationship: <c>{"properties": {…}}</c>. Source, type and
    /// target cannot change: naming them is unknown-field.
    /// </summary>
    public Checked<CanonicalJson> ReadPropertiesPatch(CanonicalJson current, JsonElement patch) => throw new NotImplementedException(_kinds.ToString());
}
