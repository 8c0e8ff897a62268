using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Catalog.Client;

/// <summary>A write.</summary>
/// <param name="Method">How it is sent.</param>
/// <param name="Address">Where.</param>
/// <param name="Type">How the new state is read.</param>
/// <param name="WithETag">Gives the new state its entity tag.</param>
/// <param name="IdOf">Which row it is.</param>
internal sealed record Change<T>(HttpMethod Method, Address Address, JsonTypeInfo<T> Type, Func<T, string, T> WithETag, Func<T, Guid> IdOf)
    where T : class
{
    /// <summary>What is written; null for writes that say everything in their address.</summary>
    public string? Body { get; init; }
    public string MediaType { get; init; } = "application/json";
    /// <summary>The state that is changed; null for whatever there is, also nothing.</summary>
    public string? IfMatch { get; private init; }
    /// <summary>The row that is changed, where it is known beforehand.</summary>
    public Guid? Subject { get; private init; }

    /// <summary>The same, to this row in this state.</summary>
    public Change<T> To(Guid id, string ifMatch) => (this with { Subject = id }).If(ifMatch);

    /// <summary>The same, to this state.</summary>
    public Change<T> If(string ifMatch) =>
        // An empty tag is one that was never read; others would fail on the wire, or be two headers.
        string.IsNullOrWhiteSpace(ifMatch) || ifMatch.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw new ArgumentException($"'{ifMatch}' is no entity tag; expected the ETag of what was read, or {CatalogClient.AnyState}.", nameof(ifMatch))
            : this with { IfMatch = ifMatch };

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Method, default(Uri));
        if (Body is not null) request.Content = CatalogWire.Json(Body, MediaType);
        if (IfMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", IfMatch);
        return request;
    }
}

/// <summary>Makes writes.</summary>
internal static class Change
{
    public static Change<Resource> OfResource(HttpMethod method, Address address) =>
        new(method, address, ClientJson.Default.Resource, static (resource, tag) => resource with { ETag = tag }, static resource => resource.Id);

    public static Change<Relationship> OfEdge(HttpMethod method, Address address) =>
        new(method, address, ClientJson.Default.Relationship, static (edge, tag) => edge with { ETag = tag }, static edge => edge.Id);
}
