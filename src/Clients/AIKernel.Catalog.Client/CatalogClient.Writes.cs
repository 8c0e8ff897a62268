using System.Text.Json;
using System.Text.Json.Nodes;

namespace AIKernel.Catalog.Client;

// Every write may throw CatalogException (the catalog refused) and what HttpClient throws; after the latter, and after the
// caller's own cancellation, it may have happened or not.
public sealed partial class CatalogClient
{
    private const string MergePatch = "application/merge-patch+json";

    /// <summary>Creates a resource.</summary>
    /// <exception cref="CatalogException">Among others: <c>key-exists</c>, with the id of the one that has the key; <c>validation-failed</c>.</exception>
    public async Task<Resource> CreateAsync(ResourceContent content, CancellationToken cancellationToken = default) =>
        (await WriteAsync(Change.OfResource(HttpMethod.Post, new("resources")) with { Body = Written(content) }, cancellationToken)).Value!;

    /// <summary>Replaces a resource's content; what is null goes back to its default.</summary>
    /// <param name="id">The resource.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="ifMatch">The entity tag of the state that is replaced, or <see cref="AnyState"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WriteResult<Resource>> UpdateAsync(Guid id, ResourceContent content, string ifMatch, CancellationToken cancellationToken = default) =>
        WriteAsync(Change.OfResource(HttpMethod.Put, new($"resources/{id}")).To(id, ifMatch) with { Body = Written(content) }, cancellationToken);

    /// <summary>Changes parts of a resource (RFC 7396).</summary>
    /// <param name="id">The resource.</param>
    /// <param name="patch">What changes; null puts a member back to its default.</param>
    /// <param name="ifMatch">The entity tag of the state that is changed, or <see cref="AnyState"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WriteResult<Resource>> PatchAsync(Guid id, JsonObject patch, string ifMatch, CancellationToken cancellationToken = default) =>
        WriteAsync(Change.OfResource(HttpMethod.Patch, new($"resources/{id}")).To(id, ifMatch) with { Body = patch.ToJsonString(), MediaType = MergePatch }, cancellationToken);

    /// <summary>Creates the resource that has this kind, namespace and name, or replaces its content.</summary>
    /// <param name="content">The whole content.</param>
    /// <param name="ifMatch">The entity tag of the state that is replaced; null for whatever there is, also nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WriteResult<Resource>> UpsertAsync(ResourceContent content, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        var address = new Address("resources/by-ref").Add("ref", $"{content.Kind}:{content.Namespace}/{content.Name}");
        var change = Change.OfResource(HttpMethod.Put, address) with { Body = Written(content) };
        return WriteAsync(ifMatch is null ? change : change.If(ifMatch), cancellationToken);
    }

    /// <summary>Hides a resource, which <see cref="RestoreAsync"/> brings back; with <paramref name="purge"/> it is gone for good.</summary>
    /// <param name="id">The resource.</param>
    /// <param name="ifMatch">The entity tag of the state that is deleted, or <see cref="AnyState"/>.</param>
    /// <param name="purge">Whether versions and relationships go as well, for good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WriteResult<Resource>> DeleteAsync(Guid id, string ifMatch, bool purge = false, CancellationToken cancellationToken = default) =>
        WriteAsync(Change.OfResource(HttpMethod.Delete, new Address($"resources/{id}").Add("purge", purge ? "true" : null)).To(id, ifMatch), cancellationToken);

    /// <summary>Brings a deleted resource back.</summary>
    /// <param name="id">The resource.</param>
    /// <param name="ifMatch">The entity tag that its delete answered, or <see cref="AnyState"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WriteResult<Resource>> RestoreAsync(Guid id, string ifMatch, CancellationToken cancellationToken = default) =>
        WriteAsync(Change.OfResource(HttpMethod.Post, new($"resources/{id}/restore")).To(id, ifMatch), cancellationToken);

    /// <summary>Relates two resources.</summary>
    /// <exception cref="CatalogException">Among others: <c>source-not-found</c>, <c>target-not-found</c>, <c>duplicate</c>, <c>cycle</c> with its path.</exception>
    public async Task<Relationship> RelateAsync(RelationshipContent content, CancellationToken cancellationToken = default) =>
        (await WriteAsync(Change.OfEdge(HttpMethod.Post, new("relationships")) with { Body = JsonSerializer.Serialize(content, ClientJson.Default.RelationshipContent) }, cancellationToken)).Value!;

    /// <summary>Changes a relationship's properties (RFC 7396).</summary>
    /// <param name="id">The relationship.</param>
    /// <param name="properties">The properties that change; null removes one.</param>
    /// <param name="ifMatch">The entity tag of the state that is changed, or <see cref="AnyState"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WriteResult<Relationship>> PatchRelationshipAsync(Guid id, JsonObject properties, string ifMatch, CancellationToken cancellationToken = default) =>
        WriteAsync(
            Change.OfEdge(HttpMethod.Patch, new($"relationships/{id}")).To(id, ifMatch) with { Body = $"{{\"properties\":{properties.ToJsonString()}}}", MediaType = MergePatch }, cancellationToken);

    /// <summary>Removes a relationship.</summary>
    /// <param name="id">The relationship.</param>
    /// <param name="ifMatch">The entity tag of the state that is removed, or <see cref="AnyState"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WriteResult<Relationship>> UnrelateAsync(Guid id, string ifMatch, CancellationToken cancellationToken = default) =>
        WriteAsync(Change.OfEdge(HttpMethod.Delete, new($"relationships/{id}")).To(id, ifMatch), cancellationToken);

    private static string Written(ResourceContent content) => JsonSerializer.Serialize(content, ClientJson.Default.ResourceContent);

    private async Task<WriteResult<T>> WriteAsync<T>(Change<T> change, CancellationToken cancellationToken)
        where T : class
    {
        _cache.ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        using var request = change.ToRequest();
        // Until an answer says otherwise it may have happened, to whatever it names.
        var (begun, touched, position, unchanged) = (_position.Begin(), change.Subject, (string?)null, false);
        try
        {
            using var response = await _wire.SendAsync(request, change.Address.ToString(), cancellationToken);
            (position, unchanged) = (WritePosition.Of(response), CatalogWire.SaysNothingOfTheState(response.StatusCode));
            var result = await _wire.ReadResultAsync(change, response);
            if (result.Value is not null) touched = change.IdOf(result.Value);
            return result;
        }
        finally
        {
            // Also after a refusal such as 412 or 409: what it tells was not known here, and its reader reads again.
            // The position first: a read that starts once the cache is cleared must carry it.
            if (!unchanged)
            {
                _position.End(begun, position);
                _cache.Overtake(touched);
            }
        }
    }
}
