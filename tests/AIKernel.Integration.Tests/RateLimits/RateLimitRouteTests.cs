using System.Text.RegularExpressions;
using AIKernel.Catalog.Api.RateLimits;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.RateLimits;

/// <summary>Limits as callers meet them.</summary>
public sealed class RateLimitRouteTests(StateServers servers) : IClassFixture<StateServers>
{
    private readonly string _instance = $"r{Guid.NewGuid():N}"[..12];

    [Fact]
    public async Task Within_the_limit_every_answer_says_what_is_left_and_beyond_it_is_a_problem_that_says_when_to_come_back()
    {
        await using var node = await StartAsync(("RateLimits:PermitLimit", "2"), ("RateLimits:WindowSeconds", "3600"));
        var first = await node.Api.GetAsync("/api/v1/resources");
        Assert.Equal((200, "\"reads\";q=2;w=3600", "\"reads\";r=1;t=3600"), (first.Status, first.Header("RateLimit-Policy"), first.Header("RateLimit")));
        var notFound = await node.Api.GetAsync($"/api/v1/resources/{Guid.NewGuid()}");
        Assert.Equal((404, 0), (notFound.Status, Left(notFound)));

        var refused = await node.Api.GetAsync("/api/v1/resources");

        Assert.Equal((429, "rate-limited", "application/problem+json", "no-store"), (refused.Status, refused.Code, refused.Header("Content-Type"), refused.Header("Cache-Control")));
        Assert.Equal("At most 2 reads in 3600 s.", refused.Json.GetProperty("detail").GetString());
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, null), 3500, 3600);
        Assert.Equal(("\"reads\";q=2;w=3600", $"\"reads\";r=0;t={refused.Header("Retry-After")}"), (refused.Header("RateLimit-Policy"), refused.Header("RateLimit")));
    }

    [Fact]
    public async Task Reads_writes_and_bulk_are_counted_apart_each_under_its_own_limit()
    {
        await using var node = await StartAsync(("RateLimits:PermitLimit", "50"), ("RateLimits:Writes:PermitLimit", "40"), ("RateLimits:Bulk:PermitLimit", "30"), ("RateLimits:Bulk:WindowSeconds", "7200"));
        var policies = new Dictionary<string, string>();
        foreach (var request in ContractRequests.Good(Seed.Unplanted())) policies[request.Operation] = (await request.SendAsync(node.Api, ("If-Match", "*"))).Header("RateLimit-Policy")!;

        const string reads = "\"reads\";q=50;w=60", writes = "\"writes\";q=40;w=60", bulk = "\"bulk\";q=30;w=7200";
        Assert.Equal(["export", "import"], Under(bulk));
        Assert.Equal(["createRelationship", "createResource", "deleteRelationship", "deleteResource", "patchRelationship", "patchResource", "putResourceByReference", "replaceResource", "restoreResource"], Under(writes));
        Assert.Equal(policies.Count - 11, Under(reads).Count());

        IEnumerable<string> Under(string policy) => policies.Where(pair => pair.Value == policy).Select(static pair => pair.Key).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_operations_named_as_exceptions_exist()
    {
        await using var node = await StartAsync();
        var names = node.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).ToHashSet();
        Assert.All(RouteGroups.Bulk.Concat(RouteGroups.Questions), name => Assert.Contains(name, names));
    }

    [Fact]
    public async Task Probes_metrics_and_the_contract_are_never_refused()
    {
        await using var node = await StartAsync(("RateLimits:PermitLimit", "1"));
        foreach (var path in new[] { "/health/live", "/health/ready", "/health", "/metrics", "/openapi/v1.json" })
            for (var i = 0; i < 3; i++)
            {
                var reply = await node.Api.GetAsync(path);
                Assert.Equal((200, null), (reply.Status, reply.Header("RateLimit")));
            }
    }

    [Fact]
    public async Task Limits_are_off_unless_switched_on()
    {
        await using var node = await servers.StartNodeAsync(("RateLimits:PermitLimit", "1"));
        for (var i = 0; i < 3; i++)
        {
            var reply = await node.Api.GetAsync("/api/v1/resources");
            Assert.Equal((200, null, null), (reply.Status, reply.Header("RateLimit"), reply.Header("RateLimit-Policy")));
        }
    }

    [Fact]
    public async Task Two_nodes_share_a_caller_s_limit_and_metrics_count_both_outcomes()
    {
        await using var first = await StartAsync(("RateLimits:PermitLimit", "3"));
        await using var second = await StartAsync(("RateLimits:PermitLimit", "3"));
        var replies = new List<Reply>();
        for (var i = 0; i < 6; i++) replies.Add(await (i % 2 == 0 ? first : second).Api.GetAsync("/api/v1/resources"));
        Assert.Equal([200, 200, 200, 429, 429, 429], replies.Select(static reply => reply.Status));

        var text = (await first.Api.GetAsync("/metrics/cache")).Text;
        Assert.Equal((0, ""), await PrometheusPage.CheckAsync(text));
        var page = PrometheusPage.Parse(text);
        Assert.Equal((2, 1), (page.Find("aikernel_ratelimit_requests_total", ("limit", "reads"), ("outcome", "allowed")).Value, page.Find("aikernel_ratelimit_requests_total", ("limit", "reads"), ("outcome", "refused")).Value));
        Assert.Equal(0, page.Find("aikernel_ratelimit_local").Value);
    }

    [Fact]
    public async Task Who_is_known_has_a_limit_of_his_own_wherever_he_comes_from()
    {
        await using var node = await StartAsync(("RateLimits:PermitLimit", "1"), ("RateLimits:TrustedProxies:0", "127.0.0.1"));
        var (ann, bob) = (new Browser(node.Api), new Browser(node.Api));
        await ann.ReadAsync("/test/login?value=ann");
        await bob.ReadAsync("/test/login?value=bob");

        Assert.Equal((200, 429), (await AskAsync(ann, "203.0.113.1"), await AskAsync(ann, "203.0.113.2")));
        Assert.Equal((200, 429), (await AskAsync(bob, "203.0.113.1"), await AskAsync(bob, "203.0.113.1")));
        Assert.Equal(200, (await node.Api.GetAsync("/api/v1/resources", ("X-Forwarded-For", "203.0.113.1"))).Status);
        // Both keys of a rotation are one caller.
        var (old, successor) = (await node.CreateKeyAsync(AccessScopes.CatalogRead), await node.CreateKeyAsync(AccessScopes.CatalogRead));
        Assert.Equal((200, 429), (await ShowAsync(old), await ShowAsync(successor)));

        async Task<int> ShowAsync(string key) => (await node.Api.GetAsync("/api/v1/resources", ("Authorization", $"Bearer {key}"))).Status;

        async Task<int> AskAsync(Browser who, string address) => (await node.Api.GetAsync("/api/v1/resources",
            ("X-Forwarded-For", address), ("Cookie", who.Header))).Status;
    }

    [Fact]
    public async Task Without_trusted_proxies_nobody_can_say_that_he_is_somebody_else()
    {
        await using var node = await StartAsync(("RateLimits:PermitLimit", "1"));
        Assert.Equal(200, (await node.Api.GetAsync("/api/v1/resources", ("X-Forwarded-For", "203.0.113.1"))).Status);
        foreach (var claimed in new[] { "203.0.113.2", "127.0.0.1", "2001:db8::1, 203.0.113.7" })
            Assert.Equal(429, (await node.Api.GetAsync("/api/v1/resources", ("X-Forwarded-For", claimed), ("Forwarded", $"for={claimed}"), ("X-Real-IP", claimed))).Status);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task Behind_a_trusted_proxy_the_address_is_the_last_that_it_did_not_make_up(string proxy)
    {
        await using var node = await StartAsync(("RateLimits:PermitLimit", "1"), ("RateLimits:TrustedProxies:0", proxy), ("RateLimits:TrustedProxies:1", "10.0.0.0/8"));
        Assert.Equal((200, 429), (await AskAsync("203.0.113.1"), await AskAsync("203.0.113.1")));
        // What the caller put in front himself does not help him, nor does another of our proxies behind.
        Assert.Equal(429, await AskAsync("198.51.100.9, 203.0.113.1"));
        Assert.Equal(429, await AskAsync("198.51.100.9, 203.0.113.1, 10.1.2.3"));
        Assert.Equal(200, await AskAsync("203.0.113.2"));
        // A household's addresses are one caller.
        Assert.Equal((200, 429, 200), (await AskAsync("2001:db8:0:1::1"), await AskAsync("2001:db8:0:1:ffff::2"), await AskAsync("2001:db8:0:2::1")));

        async Task<int> AskAsync(string forwarded) => (await node.Api.GetAsync("/api/v1/resources", ("X-Forwarded-For", forwarded))).Status;
    }

    [Fact]
    public async Task While_Redis_is_away_a_node_limits_for_itself_and_its_metrics_say_so()
    {
        await using var redis = await StateServers.StartRedisAsync("maxmemory-policy noeviction");
        await using var node = await StartAsync(("RateLimits:PermitLimit", "2"), ("State:Redis:ConnectionString", redis.ConnectionString), ("RateLimits:WindowSeconds", "3600"));
        await redis.KillAsync();
        Assert.Equal((200, 200, 429), (await AskAsync(), await AskAsync(), await AskAsync()));

        var page = PrometheusPage.Parse((await node.Api.GetAsync("/metrics/cache")).Text);
        Assert.Equal((1, 1), (page.Find("aikernel_ratelimit_local").Value, page.Find("aikernel_ratelimit_fallbacks_total").Value));
        Assert.Contains("each process keeps limits for itself", (await node.Api.GetAsync("/health")).Text, StringComparison.Ordinal);
        await redis.StartAgainAsync();
        await Eventually.HoldsAsync(async () =>
        {
            await AskAsync();
            return PrometheusPage.Parse((await node.Api.GetAsync("/metrics/cache")).Text).Find("aikernel_ratelimit_local").Value == 0;
        }, "the limit is shared again");

        async Task<int> AskAsync() => (await node.Api.GetAsync("/api/v1/resources")).Status;
    }

    [Fact]
    public async Task Nothing_that_Redis_holds_of_limits_names_a_person()
    {
        await using var node = await StartAsync();
        var ann = new Browser(node.Api);
        await ann.ReadAsync("/test/login?value=ann");
        await ann.GetAsync("/api/v1/resources");
        await using var redis = await StateServers.ConnectAsync(servers.State);
        var keys = redis.GetServers()[0].Keys(pattern: $"{_instance}:limit:*").Select(static key => key.ToString()).ToList();
        Assert.Matches(new Regex($"^{_instance}:limit:reads:id-[0-9a-f]{{32}}$"), Assert.Single(keys));
    }

    private static int Left(Reply reply) => int.Parse(Regex.Match(reply.Header("RateLimit")!, "r=([0-9]+)").Groups[1].Value, null);

    private Task<CatalogHost> StartAsync(params (string, string)[] more) =>
        servers.StartNodeAsync([("RateLimits:Enabled", "true"), ("RateLimits:DeadlineMilliseconds", "2000"), ("State:Redis:InstanceName", _instance), .. more]);
}
