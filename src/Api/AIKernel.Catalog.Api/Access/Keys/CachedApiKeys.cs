using System.Text.Json.Serialization;
using AIKernel.Caching;
using AIKernel.Catalog.Persistence.Access;

namespace AIKernel.Catalog.Api.Access.Keys;

/// <summary>
/// The keys behind the catalog's own cache: the table's triggers journal every change, so a revocation is seen by every
/// node as soon as any other change is, and no key is served that the node cannot vouch for.
/// </summary>
internal sealed class CachedApiKeys(ApiKeyStore inner, ICache cache) : IApiKeys
{
    private readonly CachedOperation<string, ApiKeyRecord?> _find = cache.Bind(Find, (IApiKeys)inner);

    // A key that is not there is forgotten soon: what is invented must not crowd out what is read.
    private static OperationDefinition<IApiKeys, string, ApiKeyRecord?> Find => new()
    {
        Prefix = "access",
        Name = "key",
        // Sensitive: whoever can write to Redis must not be able to write himself a key.
        Policy = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(2)) { Sensitive = true },
        Serializer = new JsonCacheSerializer<ApiKeyRecord?>(ApiKeyJson.Default.ApiKeyRecord!),
        Key = static (key, id) => key.Add(id),
        Tags = static (tags, id, _) => tags.Add($"api-key:{id}").Add("api-keys:*"),
        Load = static (keys, id, cancellationToken) => keys.FindAsync(id, cancellationToken),
    };

    public ValueTask<ApiKeyRecord?> FindAsync(string id, CancellationToken cancellationToken) => _find.GetAsync(id, cancellationToken);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiKeyRecord))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;
