using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Access;

/// <summary>No key, no stack trace and no connection string in any answer; no key and no password in the most talkative log.</summary>
public sealed class SecretsTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task Neither_answers_nor_logs_hold_a_secret_or_the_inside_of_the_server()
    {
        var valid = await node.CreateKeyAsync(AccessScopes.CatalogRead | AccessScopes.CatalogWrite | AccessScopes.CacheAdmin);
        var wrong = Catalog.Api.Access.Keys.ApiKey.Create().Text;
        var (half, replies) = (valid[..40], new List<Reply>());
        foreach (var key in new[] { valid, wrong, half })
            foreach (var header in new[] { (Name: "Authorization", Value: $"Bearer {key}"), (Name: "X-Api-Key", Value: key) })
            {
                foreach (var request in ContractRequests.Good(Seed.Unplanted())) replies.Add(await request.SendAsync(node.Api, (header.Name, header.Value), ("If-Match", "*")));
                foreach (var path in new[] { "/health", "/health/ready", "/metrics", "/metrics/cache", "/stats", "/stats/redis", "/stats/top", "/health/cache" }) replies.Add(await node.Operators.GetAsync(path, (header.Name, header.Value)));
                foreach (var path in new[] { "/openapi/v1.json", "/nothing" }) replies.Add(await node.Api.GetAsync(path, (header.Name, header.Value)));
            }
        // It was taken: the walk has been behind the door.
        Assert.Contains(replies, static reply => reply.Status == 201);
        Assert.Contains(replies, static reply => reply.Status == 401);

        var password = new NpgsqlConnectionStringBuilder(node.Database).Password!;
        Assert.NotEmpty(password);
        string[] secrets = [valid[21..39], wrong[21..], password];
        foreach (var reply in replies)
        {
            var whole = reply.Text + string.Join('\n', reply.Headers.Select(static header => $"{header.Key}: {header.Value}"));
            Assert.All([.. secrets, "Host=", "   at ", "Exception: "], secret => Assert.DoesNotContain(secret, whole, StringComparison.Ordinal));
        }

        node.Process.Terminate();
        Assert.Equal(0, await node.Process.ExitAsync());
        var log = await node.Process.Output + await node.Process.Errors;
        Assert.True(log.Length > 100_000, $"The log is not talkative: {log.Length} characters.");
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }
}
