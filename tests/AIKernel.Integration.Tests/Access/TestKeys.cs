using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Access;

/// <summary>Keys for tests, made as the command line makes them.</summary>
internal static class TestKeys
{
    /// <summary>A key in the host's database, valid from now on.</summary>
    public static async Task<string> CreateKeyAsync(this CatalogHost host, AccessScopes scopes, DateTimeOffset? expires = null, DateTimeOffset? revoked = null)
    {
        var (text, id, hash) = ApiKey.Create();
        var key = new ApiKeyRecord(id, "test", hash, scopes, TimeProvider.System.GetUtcNow(), expires, revoked);
        await host.Services.GetRequiredService<ApiKeyStore>().AddAsync(key, CancellationToken.None);
        return text;
    }
}
