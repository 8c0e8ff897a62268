using AIKernel.Caching;
using AIKernel.Caching.Redis;
using AIKernel.Caching.Strategies;
using AIKernel.Caching.Telemetry;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Configuration.Sources;
using AIKernel.Catalog.Api.Keyed;
using AIKernel.Catalog.Api.Sessions;
using AIKernel.Catalog.Caching;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using AIKernel.LocalServers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>The environment's short names: what each does, which sources it beats and which beat it, and what is said of wrong ones.</summary>
public sealed class EnvironmentNameTests
{
    [Fact]
    public void A_host_and_a_port_are_where_Redis_is()
    {
        var options = Redis(("REDIS_HOST", "cache.test"), ("REDIS_PORT", "6380"), ("REDIS_PASSWORD", "hu,sh=1")).ToClientOptions();
        Assert.Equal(("cache.test", 6380), Assert.Single(options.EndPoints.Cast<System.Net.DnsEndPoint>().Select(static end => (end.Host, end.Port))));
        Assert.Equal("hu,sh=1", options.Password);
    }

    [Theory]
    [InlineData("cache.test", "cache.test:6379")]
    [InlineData("10.1.2.3", "10.1.2.3:6379")]
    [InlineData("::1", "[::1]:6379")]
    public void Without_a_port_it_is_the_usual_one(string host, string expected) => Assert.Equal(expected, Redis(("REDIS_HOST", host)).ConnectionString);

    [Fact]
    public void A_cluster_is_told_by_its_nodes_or_by_one_of_them()
    {
        var nodes = Redis(("REDIS_CLUSTER", "a:1, b:2,c:3"), ("REDIS_HOST", "unused"));
        Assert.Equal(("a:1,b:2,c:3", true), (nodes.ConnectionString, nodes.Cluster));
        var seed = Redis(("REDIS_CLUSTER", "true"), ("REDIS_HOST", "a"));
        Assert.Equal(("a:6379", true), (seed.ConnectionString, seed.Cluster));
        Assert.Same(ReconnectDelays.OfCluster, seed.ToClientOptions().ReconnectRetryPolicy);
        Assert.Same(ReconnectDelays.OfOneServer, Redis(("REDIS_CLUSTER", "false"), ("REDIS_HOST", "a")).ToClientOptions().ReconnectRetryPolicy);
    }

    [Fact]
    public void What_Kubernetes_says_of_a_service_named_redis_is_no_port() => Assert.Equal("a:6379", Redis(("REDIS_HOST", "a"), ("REDIS_PORT", "tcp://10.0.0.1:6379")).ConnectionString);

    [Fact]
    public void The_size_of_memory_and_the_circuit_reach_the_engine()
    {
        using var services = Services(("CACHE_L1_SIZE_MB", "7"), ("CACHE_CIRCUIT_BREAKER_THRESHOLD", "9"), ("CACHE_CIRCUIT_BREAKER_TIMEOUT", "1234"), ("CACHE_KEY_PREFIX", "mine_"));
        var options = services.GetRequiredService<CacheOptions>();
        Assert.Equal((7L << 20, 9, 1234, "mine_"), (options.MemoryLimitBytes, options.CircuitThreshold, options.CircuitBreak.TotalMilliseconds, options.InstanceName));
    }

    [Theory]
    [InlineData("77", 77)]
    [InlineData("1h30m", 5400)]
    [InlineData("short", 1800)]
    public void The_lifetime_is_that_of_every_answer_but_absence(string text, int seconds)
    {
        using var services = Services(("CACHE_DEFAULT_TTL", text));
        var lifetimes = services.GetRequiredService<CacheDefaultsConfiguration>();
        Assert.All(
            [
                lifetimes.ResourceCacheTtlSeconds, lifetimes.ResourceListTtlSeconds, lifetimes.SearchResultsTtlSeconds, lifetimes.AutocompleteTtlSeconds,
                lifetimes.VersionHistoryTtlSeconds, lifetimes.LineageQueryTtlSeconds, lifetimes.RelationshipCacheTtlSeconds,
            ],
            lifetime => Assert.Equal(seconds, lifetime));
        Assert.Equal(30, lifetimes.AbsentResourceTtlSeconds);
        Assert.Equal(seconds, Keyed(("CACHE_DEFAULT_TTL", text)).DefaultTtlSeconds);
    }

    [Theory]
    [InlineData("CACHE_STRATEGY", "cache-aside", KeyedStrategy.CacheAside)]
    [InlineData("CACHE_STRATEGY", "write_through", KeyedStrategy.WriteThrough)]
    [InlineData("CACHE_DEFAULT_STRATEGY", "write_back", KeyedStrategy.WriteBehind)]
    [InlineData("CACHE_DEFAULT_STRATEGY", "Write-Around", KeyedStrategy.WriteAround)]
    public void The_strategy_is_that_of_values_that_name_none(string variable, string text, KeyedStrategy expected) => Assert.Equal(expected, Keyed((variable, text)).DefaultStrategy);

    [Fact]
    public void Two_names_of_one_setting_must_agree()
    {
        Assert.Equal("CACHE_DEFAULT_STRATEGY and CACHE_STRATEGY say different things of one setting; set one of them.",
            Assert.Single(Faults.OfAll(With(("CACHE_STRATEGY", "cache-aside"), ("CACHE_DEFAULT_STRATEGY", "write_back")))));
        Assert.Empty(Faults.OfAll(With(("CACHE_STRATEGY", "write-behind"), ("CACHE_DEFAULT_STRATEGY", "write_back"))));
    }

    [Fact]
    public void Summaries_are_switched_and_timed()
    {
        using var services = Services(("CACHE_METRICS_ENABLED", "false"), ("CACHE_METRICS_INTERVAL", "5000"));
        var metrics = services.GetRequiredService<MetricsConfiguration>();
        Assert.Equal((false, 5), (metrics.Enabled, metrics.PublishIntervalSeconds));
    }

    [Fact]
    public void The_secret_of_sessions_encrypts_the_ring_of_keys()
    {
        var configuration = With(("SESSION_SECRET", StateServers.Key));
        using var services = new ServiceCollection().AddSingleton<Microsoft.Extensions.Hosting.IHostEnvironment>(new Microsoft.Extensions.Hosting.Internal.HostingEnvironment())
            .AddSingleton<IConfiguration>(configuration).AddDistributedSessionStorage(configuration).AddSingleton<RingKeys>().BuildServiceProvider();
        Assert.NotNull(services.GetRequiredService<RingKeys>().CurrentId);
    }

    [Fact]
    public void Files_are_below_and_variables_by_path_above()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Caching:Memory:LimitMegabytes", "1"), new("Caching:Redis:ConnectionString", "file:1"), new("Caching:Redis:SentinelConfiguration", "file:2,serviceName=x")]);
        configuration.AddEnvironmentVariables();
        configuration.AddEnvironmentNames(static name => name switch { "CACHE_L1_SIZE_MB" => "2", "REDIS_HOST" => "short", "REDIS_PASSWORD" => "hush", _ => null });
        Assert.Equal(("2", "short:6379", ""), (configuration["Caching:Memory:LimitMegabytes"], configuration[RedisNames.ConnectionString], configuration[RedisNames.Sentinels]));

        var told = new ConfigurationManager();
        told.AddEnvironmentVariables();
        told.AddInMemoryCollection([new("Caching:Memory:LimitMegabytes", "3"), new("Caching:Redis:ConnectionString", "path:1")]);
        told.AddEnvironmentNames(static name => name switch { "CACHE_L1_SIZE_MB" => "2", "REDIS_HOST" => "short", "REDIS_PASSWORD" => "hush", _ => null });
        Assert.Equal(("3", "path:1", null), (told["Caching:Memory:LimitMegabytes"], told[RedisNames.ConnectionString], told[RedisNames.Password]));
    }

    [Theory]
    [InlineData("REDIS_HOST", "a b", "REDIS_HOST is 'a b'; expected the name or address of one host.")]
    [InlineData("REDIS_HOST", "a,password=x", "REDIS_HOST is 'a,password=x'; expected the name or address of one host.")]
    [InlineData("REDIS_PORT", "6379", "REDIS_PORT is set, but no host is.")]
    [InlineData("REDIS_CLUSTER", "perhaps", "REDIS_CLUSTER is 'perhaps'; expected true, false or the nodes as host:port,host:port.")]
    [InlineData("CACHE_L1_SIZE_MB", "0", "Caching:Memory:LimitMegabytes is 0; expected 1 to 1048576. It is set in: environment variable CACHE_L1_SIZE_MB.")]
    [InlineData("CACHE_L1_SIZE_MB", "big", "Caching:Memory:LimitMegabytes is 'big'; expected 1 to 1048576. It is set in: environment variable CACHE_L1_SIZE_MB.")]
    [InlineData("CACHE_DEFAULT_TTL", "soon", "CACHE_DEFAULT_TTL is 'soon'; expected 1 to 2592000 as seconds, a span such as 5m or 1h30m, or one of temporary, short, medium, long or permanent.")]
    [InlineData("CACHE_KEY_PREFIX", "a:b", "Caching:Redis:InstanceName must be 1 to 32 letters, digits, '_', '-' or '.'. It is set in: environment variable CACHE_KEY_PREFIX.")]
    [InlineData("CACHE_STRATEGY", "hope", "CACHE_STRATEGY is 'hope'; expected cache-aside, write-through, write-around or write-behind.")]
    [InlineData("CACHE_DEFAULT_STRATEGY", "hope", "CACHE_DEFAULT_STRATEGY is 'hope'; expected cache-aside, write-through, write-around or write-behind.")]
    [InlineData("CACHE_CIRCUIT_BREAKER_THRESHOLD", "1", "Caching:SharedTier:CircuitThreshold is 1; expected 2 to 10000. It is set in: environment variable CACHE_CIRCUIT_BREAKER_THRESHOLD.")]
    [InlineData("CACHE_CIRCUIT_BREAKER_TIMEOUT", "x", "Caching:SharedTier:CircuitBreakMilliseconds is 'x'; expected 500 to 86400000. It is set in: environment variable CACHE_CIRCUIT_BREAKER_TIMEOUT.")]
    [InlineData("CACHE_METRICS_ENABLED", "maybe", "Caching:Metrics:Enabled is 'maybe'; expected true or false. It is set in: environment variable CACHE_METRICS_ENABLED.")]
    [InlineData("CACHE_METRICS_INTERVAL", "1500", "CACHE_METRICS_INTERVAL is '1500'; expected milliseconds, in whole seconds, such as 60000.")]
    [InlineData("SESSION_SECRET", "hush", "State:DataProtection:Key is not 32 bytes as base64; 'openssl rand -base64 32' prints such a key. It is set in: environment variable SESSION_SECRET.")]
    public void A_wrong_value_is_told_with_the_name_of_its_variable(string variable, string value, string expected) =>
        Assert.Equal(expected, Assert.Single(Faults.OfAll(With((variable, value)))));

    [Fact]
    public void A_wrong_port_is_told_and_never_a_password()
    {
        var faults = Faults.OfAll(With(("REDIS_HOST", "a"), ("REDIS_PORT", "0"), ("REDIS_PASSWORD", "hush")));
        Assert.Equal("REDIS_PORT is '0'; expected 1 to 65535.", Assert.Single(faults));
        Assert.DoesNotContain("hush", new RedisConfiguration { Password = "hush", ConnectionString = "a,password=hush" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_variable_is_none() => Assert.Empty(Faults.OfAll(With(("REDIS_HOST", ""), ("REDIS_PORT", ""), ("CACHE_L1_SIZE_MB", ""), ("CACHE_STRATEGY", ""))));

    [Fact]
    public async Task A_process_reaches_the_Redis_that_the_short_names_tell()
    {
        await using var redis = await RedisServer.StartTemporaryAsync();
        await using var admin = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
        await admin.GetServer(admin.GetEndPoints()[0]).ConfigSetAsync("requirepass", "a,b=c");
        using var process = ApiProcess.Start(
            ("ConnectionStrings__Catalog", "Host=127.0.0.1;Port=1"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("REDIS_HOST", "127.0.0.1"), ("REDIS_PORT", $"{redis.Port}"), ("REDIS_PASSWORD", "a,b=c"));
        await Eventually.HoldsAsync(
            async () => (await admin.GetServer(admin.GetEndPoints()[0]).ClientListAsync()).Any(static client => client.Name == "aikernel"), "the node's connection is seen by its Redis");
        process.Terminate();
        await process.ExitAsync();
        Assert.DoesNotContain("a,b=c", await process.Output + await process.Errors, StringComparison.Ordinal);
    }

    private static ConfigurationManager With(params (string Name, string Value)[] variables)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("ConnectionStrings:Catalog", "Host=nowhere")]);
        configuration.AddEnvironmentNames(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
        return configuration;
    }

    private static ServiceProvider Services(params (string Name, string Value)[] variables) => new ServiceCollection().AddDistributedCaching(With(variables)).BuildServiceProvider();

    private static KeyedConfiguration Keyed(params (string Name, string Value)[] variables)
    {
        using var services = new ServiceCollection().AddSettings<KeyedConfiguration>(With(variables)).BuildServiceProvider();
        return services.GetRequiredService<IOptions<KeyedConfiguration>>().Value;
    }

    private static RedisConfiguration Redis(params (string Name, string Value)[] variables)
    {
        using var services = Services(variables);
        return services.GetRequiredService<RedisConfiguration>();
    }
}
