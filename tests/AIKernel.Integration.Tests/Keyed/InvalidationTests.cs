using System.Text.Json.Nodes;
using AIKernel.Caching.Strategies;
using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Ending values by tag, pattern, event, and by what they depend on: exactly these, each counted once.</summary>
[Collection(KeyedCollection.Name)]
public sealed class InvalidationTests(KeyedNodes nodes)
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task Tags_end_the_values_that_carry_one_of_them_and_no_other()
    {
        foreach (var (name, tags) in new[] { ("a", (string[])["x", "y"]), ("b", ["y"]), ("c", ["z"]), ("d", []) }) await SetAsync($"t:{name}", tags: [.. tags.Select(tag => $"{tag}{_id}")]);
        await ReadByOtherAsync("t:a", "t:b", "t:c", "t:d");
        Assert.Equal(2, await CountAsync(new() { ["tags"] = new JsonArray($"x{_id}", $"y{_id}", "nobody") }));
        await AssertLeftAsync(["t:c", "t:d"], ["t:a", "t:b"]);
        Assert.Equal(0, await CountAsync(new() { ["tags"] = new JsonArray($"x{_id}") }));
    }

    [Theory]
    [InlineData("p:*:1", "p:a:1|p::1|p:b/c:1", "p:a:2|q:a:1")]
    [InlineData("p:?", "p:1|p:€", "p:12|p:|P:1")]
    [InlineData("p:a_b%", "p:a_b%", "p:axb%|p:a_bcc|p:a_b%c")]
    [InlineData("p:a\\*", "p:a\\|p:a\\b", "p:a*")]
    [InlineData("p:[ab]*", "p:[ab]|p:[ab]c", "p:a|p:b")]
    [InlineData("*end", "p:end|end|x-the-end", "p:ends")]
    [InlineData("p:**x", "p:x|p:abcx", "p:xy")]
    [InlineData("p:exactly", "p:exactly", "p:exactly1|ap:exactly")]
    public async Task A_pattern_ends_the_keys_it_stands_for_and_no_other(string pattern, string ends, string stays)
    {
        var (ending, staying) = (ends.Split('|'), stays.Split('|'));
        foreach (var key in ending.Concat(staying)) await SetAsync(key);
        await ReadByOtherAsync([.. ending, .. staying]);
        Assert.Equal(ending.Length, await CountAsync(new() { ["pattern"] = pattern.StartsWith('*') ? $"{_id}{pattern}" : _id + pattern }));
        await AssertLeftAsync(staying, ending);
    }

    [Fact]
    public async Task What_is_selected_in_several_ways_counts_once()
    {
        await SetAsync("m:1", tags: [$"m{_id}"]);
        await SetAsync("m:2");
        Assert.Equal(2, await CountAsync(new() { ["pattern"] = $"{_id}m:*", ["tags"] = new JsonArray($"m{_id}") }));
    }

    [Fact]
    public async Task Nothing_selected_or_selected_badly_is_told_at_once()
    {
        foreach (var (body, faults) in new[]
        {
            ("{}", (string[])[":required"]),
            ("""{"tags":[]}""", [":required"]),
            ("""{"pattern":"","event":7,"tags":[""]}""", ["/event:wrong-type", "/pattern:out-of-range", "/tags/0:required"]),
            ($$"""{"pattern":"{{new string('*', 257)}}"}""", ["/pattern:out-of-range"]),
            ("""{"event":"nobody.knows"}""", ["/event:unknown-value"]),
        })
        {
            var reply = await nodes.One.Api.SendAsync("POST", "/invalidate", ApiClient.Content(System.Text.Encoding.UTF8.GetBytes(body), "application/json"));
            Assert.Equal(400, reply.Status);
            Assert.Equal(faults, reply.Faults);
        }
    }

    [Fact]
    public async Task A_value_goes_with_what_it_was_made_from_however_many_steps_and_round_in_circles()
    {
        await SetAsync("base");
        // At once: each write ends what depends on its key, but what is written with it.
        await KeyedNodes.CacheOf(nodes.One).SetManyAsync(
        [
            new(_id + "one", One) { Dependencies = [_id + "base", _id + "three"] },
            new(_id + "two", One) { Dependencies = [_id + "one"] },
            new(_id + "three", One) { Dependencies = [_id + "two", _id + "one", _id + "three"] },
        ]);
        await SetAsync("apart", dependencies: [_id + "elsewhere"]);
        await ReadByOtherAsync("base", "one", "two", "three", "apart");
        Assert.Equal(4, await CountAsync(new() { ["pattern"] = _id + "base" }));
        await AssertLeftAsync(["apart"], ["base", "one", "two", "three"]);
    }

    [Theory]
    [InlineData("cache-aside")]
    [InlineData("write-through")]
    [InlineData("write-around")]
    public async Task A_write_ends_what_depends_on_the_key_but_nothing_written_with_it(string strategy)
    {
        await SetAsync("w");
        await SetAsync("w1", dependencies: [_id + "w"]);
        await ReadByOtherAsync("w", "w1");
        await nodes.One.SetValueAsync(_id + "w", 2, strategy, dependencies: [_id + "w"]);
        await AssertLeftAsync(["w"], ["w1"]);
        Assert.Equal(200, (await nodes.One.Api.PostAsync("/cache/batch-set", new JsonObject { ["items"] = new JsonObject { [_id + "w"] = 3, [_id + "w1"] = 3 } })).Status);
        await AssertLeftAsync(["w", "w1"], []);
    }

    [Fact]
    public async Task A_removal_ends_what_depends_on_the_key_even_where_the_key_is_not()
    {
        await SetAsync("r1", dependencies: [_id + "r"]);
        Assert.Equal(200, (await nodes.One.Api.DeleteAsync($"/cache/{_id}r")).Status);
        await AssertLeftAsync([], ["r1"]);
    }

    [Theory]
    [InlineData("user_profile:{0}", "personalized_content:{0}|personalized_content:{0}:home|recommendations:{0}:1", "personalized_content:x{0}|recommendations:{0}x:1|search_results:{0}")]
    [InlineData("content_library:{0}:chapter", "content_metadata:{0}|search_results:{0}:q", "content_metadata:x{0}|content_metadata_x:{0}")]
    public async Task Families_depend_on_others_by_rule_with_the_same_id(string written, string ends, string stays)
    {
        var (ending, staying) = (Keys(ends), Keys(stays));
        foreach (var key in ending.Concat(staying)) await nodes.One.SetValueAsync(key, 1, "cache-aside");
        await nodes.One.SetValueAsync(string.Format(null, written, _id), 2, "cache-aside");
        foreach (var key in ending) Assert.Equal("none", await nodes.One.ValueAsync(key));
        foreach (var key in staying) Assert.Equal("1", await nodes.One.ValueAsync(key));

        string[] Keys(string all) => [.. all.Split('|').Select(key => string.Format(null, key, _id))];
    }

    [Theory]
    [InlineData("user_profile_update", "user_profile:1|user_profile|personalized_content:2:x|recommendations:3", "user:1|search_results:1")]
    [InlineData("content_modification", "content_library:1|static_content:1|content_metadata:1|search_results:1", "personalized_content:1")]
    [InlineData("mastery_update", "mastery:1|personalized_content:1|recommendations:1", "user_profile:1")]
    [InlineData("user.updated", "user:1|user:1:profile|permissions:1", "users:1|org:1")]
    [InlineData("agent.updated", "agent:1|tools:1|api:agents:list:page:1", "api:agents:1|api:tools:list:1|agents:1")]
    [InlineData("organization.updated", "org:1|org:1:members", "organization:1|orgs")]
    public async Task An_event_ends_what_has_subscribed_to_it_and_what_depends_on_that_by_rule(string name, string ends, string stays)
    {
        // In a database of its own: what an event ends is not one test's alone.
        var database = await HttpFixture.CreateDatabaseAsync();
        await using var host = await new CatalogHost(database).ReadyAsync();
        var items = new JsonObject();
        foreach (var key in ends.Split('|').Concat(stays.Split('|'))) items[key] = 1;
        Assert.Equal(200, (await host.Api.PostAsync("/cache/batch-set", new JsonObject { ["items"] = items, ["strategy"] = "write-through" })).Status);
        var reply = await host.Api.PostAsync("/invalidate", new JsonObject { ["event"] = name });
        Assert.Equal((200, ends.Split('|').Length), (reply.Status, reply.Json.GetProperty("invalidated_count").GetInt32()));
        foreach (var key in ends.Split('|')) Assert.Equal("none", await host.ValueAsync(key));
        foreach (var key in stays.Split('|')) Assert.Equal("1", await host.ValueAsync(key));
    }

    [Fact]
    public async Task A_user_a_type_of_analysis_and_a_service_are_each_ended_alone()
    {
        var cache = KeyedNodes.CacheOf(nodes.One);
        await FillAsync();
        Assert.Equal(2, await cache.InvalidateUserAsync($"u{_id}"));
        Assert.Equal(["none", "none", "1", "1", "1"], await LeftAsync());
        await FillAsync();
        Assert.Equal(1, await cache.InvalidateAnalysisTypeAsync($"risk{_id}"));
        Assert.Equal(["1", "1", "none", "1", "1"], await LeftAsync());
        await FillAsync();
        Assert.Equal(1, await cache.InvalidateServiceAsync($"mail{_id}"));
        Assert.Equal(["1", "1", "1", "none", "1"], await LeftAsync());

        async Task FillAsync()
        {
            await cache.CacheUserSessionAsync($"u{_id}", "s1", One);
            await cache.CacheUserSessionAsync($"u{_id}", "s2", One);
            await cache.CacheAgentAnalysisAsync($"a{_id}", $"risk{_id}", One);
            await cache.CacheNetworkServiceResponseAsync($"mail{_id}", "GET /inbox?page=1", One);
            await cache.CacheConfigurationAsync($"c{_id}", One);
        }

        async Task<string[]> LeftAsync() =>
        [
            .. (await cache.GetManyAsync([KeyedHelpers.SessionKey($"u{_id}", "s1"), KeyedHelpers.SessionKey($"u{_id}", "s2"), KeyedHelpers.AnalysisKey($"a{_id}", $"risk{_id}"),
                KeyedHelpers.ResponseKey($"mail{_id}", "GET /inbox?page=1"), KeyedHelpers.ConfigurationKey($"c{_id}")])).Select(static answer => answer.Hit ? "1" : "none"),
        ];
    }

    [Fact]
    public async Task Nothing_of_the_catalog_ends_by_a_pattern_and_no_keyed_value_can_take_its_place()
    {
        var resource = await nodes.One.Api.CreateAsync();
        await nodes.One.SetValueAsync($"resource:get:{resource.Id}", "mine", "write-through");
        Assert.Equal(200, (await nodes.One.Api.GetAsync(Samples.PathOf(resource))).Status);
        await CountAsync(new() { ["pattern"] = "resource:*" });
        Assert.Equal("aikernel; hit; detail=memory", (await nodes.One.Api.GetAsync(Samples.PathOf(resource))).Header("Cache-Status"));
        Assert.Equal(resource.Json.GetProperty("name").GetString(), (await nodes.One.Api.GetAsync(Samples.PathOf(resource))).Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Tags_and_patterns_are_found_by_an_index_whatever_else_there_is()
    {
        await using var source = NpgsqlDataSource.Create(nodes.Database);
        await RunAsync(source, "insert into keyed.entries (key, value, tags, depends_on, expires_at, sequence) select 'bulk:' || i || ':' || md5(i::text), '1', array['bulk' || i], array['dep' || i], now() + '1 hour', 1 from generate_series(1, 30000) i");
        await RunAsync(source, "analyze keyed.entries");
        // A table as small as this one is read as fast from end to end: what counts is that the index can answer.
        foreach (var (arm, index) in new[]
        {
            ("select key from keyed.entries where tags && array['bulk7'] collate \"C\"", "entries_by_tag"),
            ("select e.key from unnest(array['dep7']) f (key) join keyed.entries e on e.depends_on @> array[f.key collate \"C\"]", "entries_by_dependency"),
            ("select e.key from unnest(array['%:8f14e45f%']) p (pattern) join keyed.entries e on (e.key || '') like p.pattern collate \"C\"", "entries_by_pattern"),
        })
            Assert.Contains(index, await ExplainAsync(source, arm), StringComparison.Ordinal);
        // 29, 290 to 299, 2900 to 2999, 29000 to 29999.
        Assert.Equal(1_111, await CountAsync(new() { ["pattern"] = "bulk:29*" }));
        await RunAsync(source, "delete from keyed.entries where key like 'bulk:%'");
    }

    private static KeyedValue One { get; } = new("1"u8.ToArray());

    private Task<Reply> SetAsync(string key, string[]? tags = null, string[]? dependencies = null) => nodes.One.SetValueAsync(_id + key, 1, "write-through", tags: tags, dependencies: dependencies);

    /// <summary>Into the memory of the other node, so that what ends must end there too.</summary>
    private async Task ReadByOtherAsync(params string[] keys)
    {
        foreach (var key in keys) await Eventually.HoldsAsync(async () => await nodes.Other.ValueAsync(_id + key) == "1", "the other node has it");
    }

    private async Task<long> CountAsync(JsonObject body)
    {
        var reply = await nodes.One.Api.PostAsync("/invalidate", body);
        Assert.True(reply.Status == 200, reply.ToString());
        Assert.True(reply.Json.GetProperty("success").GetBoolean());
        return reply.Json.GetProperty("invalidated_count").GetInt64();
    }

    private async Task AssertLeftAsync(string[] stay, string[] gone)
    {
        foreach (var key in stay) Assert.NotEqual("none", await nodes.One.ValueAsync(_id + key));
        foreach (var key in gone) Assert.Equal("none", await nodes.One.ValueAsync(_id + key));
        foreach (var key in gone) await Eventually.HoldsAsync(async () => await nodes.Other.ValueAsync(_id + key) == "none", "it ends on the other node");
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ExplainAsync(NpgsqlDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using (var small = new NpgsqlCommand("set enable_seqscan = off", connection)) await small.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand("explain " + sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync()) plan += reader.GetString(0) + "\n";
        return plan;
    }
}
