using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Access;

/// <summary>Keys come, are replaced and go, on two nodes over one database.</summary>
public sealed class KeyLifeTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Closed = new() { ["Access:Reads"] = "closed", ["Access:Writes"] = "closed", ["Access:Operations"] = "closed" };

    private CatalogHost _first = null!, _second = null!;
    private string _database = "";

    private ApiKeyStore Store => _first.Services.GetRequiredService<ApiKeyStore>();

    public async Task InitializeAsync()
    {
        _database = await HttpFixture.CreateDatabaseAsync();
        _first = await new CatalogHost(_database, Closed).ReadyAsync();
        _second = await new CatalogHost(_database, Closed).ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task A_revocation_is_seen_by_every_node_long_before_any_copy_would_expire()
    {
        var key = await _first.CreateKeyAsync(AccessScopes.CatalogRead);
        Assert.Equal((200, 200), await ReadAsync(key));
        var started = TimeProvider.System.GetTimestamp();
        Assert.True(await Store.RevokeAsync(ApiKey.IdOf(key)!, TimeProvider.System.GetUtcNow(), CancellationToken.None));
        await Eventually.HoldsAsync(async () => await ReadAsync(key) == (401, 401), "both nodes refuse the key");
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        Assert.False(await Store.RevokeAsync(ApiKey.IdOf(key)!, TimeProvider.System.GetUtcNow(), CancellationToken.None));
    }

    [Theory]
    [InlineData("update catalog.api_keys set scopes = '{cache:admin}'", 403)]
    [InlineData("delete from catalog.api_keys", 401)]
    [InlineData("truncate catalog.api_keys", 401)]
    public async Task What_somebody_types_into_the_database_is_seen_too(string sql, int status)
    {
        var key = await _first.CreateKeyAsync(AccessScopes.CatalogRead);
        Assert.Equal((200, 200), await ReadAsync(key));
        await ExecuteAsync(sql);
        await Eventually.HoldsAsync(async () => await ReadAsync(key) == (status, status), "both nodes see it");
    }

    [Fact]
    public async Task A_key_is_taken_soon_after_it_was_made_though_it_was_refused_before()
    {
        var (text, id, hash) = ApiKey.Create();
        Assert.Equal((401, 401), await ReadAsync(text));
        await Store.AddAsync(new(id, "late", hash, AccessScopes.CatalogRead, TimeProvider.System.GetUtcNow(), null, null), CancellationToken.None);
        await Eventually.HoldsAsync(async () => await ReadAsync(text) == (200, 200), "both nodes take the key");
    }

    [Fact]
    public async Task A_successor_has_the_scopes_of_its_predecessors_and_both_are_valid_until_the_overlap_ends()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (old, oldId, oldHash) = ApiKey.Create();
        await Store.AddAsync(new(oldId, "rotated", oldHash, AccessScopes.CatalogRead | AccessScopes.CatalogWrite, now, null, null), CancellationToken.None);
        Assert.Equal((200, 200), await ReadAsync(old));

        var (next, nextId, nextHash) = ApiKey.Create();
        var successor = new ApiKeyRecord(nextId, "rotated", nextHash, AccessScopes.None, now, null, null);
        var kept = await Store.RotateAsync(successor, now.AddHours(1), CancellationToken.None);
        Assert.Equal(AccessScopes.CatalogRead | AccessScopes.CatalogWrite, kept!.Scopes);
        Assert.Equal(((200, 200), (200, 200)), (await ReadAsync(old), await ReadAsync(next)));

        var former = await Store.FindAsync(oldId, CancellationToken.None);
        Assert.True(former!.IsValidAt(now.AddMinutes(59)));
        Assert.False(former.IsValidAt(now.AddHours(1)));
        var (last, lastId, lastHash) = ApiKey.Create();
        await Store.RotateAsync(successor with { Id = lastId, Hash = lastHash }, now.AddMilliseconds(1), CancellationToken.None);
        await Eventually.HoldsAsync(async () => await ReadAsync(old) == (401, 401) && await ReadAsync(next) == (401, 401), "the former keys have ended");
        Assert.Equal((200, 200), await ReadAsync(last));
        Assert.Null(await Store.RotateAsync(successor with { Name = "nobody" }, now, CancellationToken.None));
    }

    [Theory]
    [InlineData("insert into catalog.api_keys (id, name, hash, scopes) values ('0123456789abcdef', 'x', repeat('0', 64), '{}')")]
    [InlineData("insert into catalog.api_keys (id, name, hash, scopes) values ('0123456789abcdef', 'x', repeat('0', 64), '{catalog:everything}')")]
    [InlineData("insert into catalog.api_keys (id, name, hash, scopes) values ('0123456789abcdef', 'x', 'aik_plain', '{catalog:read}')")]
    public async Task The_database_takes_no_key_without_a_hash_and_known_scopes(string sql) =>
        Assert.Equal(PostgresErrorCodes.CheckViolation, (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql))).SqlState);

    [Fact]
    public async Task While_nobody_can_say_whether_a_key_is_valid_it_is_neither_taken_nor_called_invalid()
    {
        await using var host = new CatalogHost("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=1", Closed);
        var reply = await host.Api.GetAsync("/metrics", ("Authorization", $"Bearer {ApiKey.Create().Text}"));
        Assert.Equal((503, "unavailable"), (reply.Status, reply.Code));
        Assert.Equal(401, (await host.Api.GetAsync("/metrics")).Status);
        Assert.Equal(200, (await host.Api.GetAsync("/health/live")).Status);
    }

    private async Task<(int First, int Second)> ReadAsync(string key) =>
        ((await _first.Api.GetAsync("/api/v1/resources", ("X-Api-Key", key))).Status, (await _second.Api.GetAsync("/api/v1/resources", ("X-Api-Key", key))).Status);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
