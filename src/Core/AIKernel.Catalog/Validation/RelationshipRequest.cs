using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>A relationship a request asks for. Nothing is said about whether its ends exist.</summary>
/// <param name="Source">Where the edge leaves.</param>
/// <param name="Type">A known type.</param>
/// <param name="Target">Where the edge enters.</param>
/// <param name="Properties">What the edge says.</param>
public sealed record RelationshipRequest(ResourceEnd Source, string Type, ResourceEnd Target, CanonicalJson Properties);

/// <summary>One end of a relationship as a request names it: exactly one of the two is set.</summary>
/// <param name="Id">The resource's id, or null.</param>
/// <param name="Reference">The resource's reference, well formed, without a version; or null.</param>
public sealed record ResourceEnd(Guid? Id, ResourceReference? Reference);
