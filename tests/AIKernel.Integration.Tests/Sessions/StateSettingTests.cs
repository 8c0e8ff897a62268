using AIKernel.Catalog.Api.RateLimits;
using AIKernel.Catalog.Api.Sessions;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Settings;
using Microsoft.Extensions.Configuration;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>The section <c>State</c>: its defaults, and what is said of wrong values.</summary>
public sealed class StateSettingTests
{
    [Fact]
    public void Nothing_need_be_set() => Assert.Empty(FaultsOf());

    [Fact]
    public void The_shipped_file_names_what_can_be_set_and_says_exactly_the_defaults()
    {
        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        var (state, limits) = (new StateConfiguration(), new RateLimitConfiguration());
        shipped.GetSection(StateConfiguration.SectionName).Bind(state, static options => options.ErrorOnUnknownConfiguration = true);
        shipped.GetSection(RateLimitConfiguration.SectionName).Bind(limits, static options => options.ErrorOnUnknownConfiguration = true);
        Assert.Equivalent(new StateConfiguration(), state, strict: true);
        Assert.Equivalent(new RateLimitConfiguration(), limits, strict: true);
        Assert.Equal(Names<SessionConfiguration>(), Children("State:Sessions"));
        Assert.Equal(Names<DataProtectionConfiguration>(), Children("State:DataProtection"));
        Assert.Equal(Names<RateLimitConfiguration>(), Children("RateLimits"));

        IEnumerable<string> Children(string section) => shipped.GetSection(section).GetChildren().Select(static child => child.Key).Order(StringComparer.Ordinal);
        static IEnumerable<string> Names<T>() => typeof(T).GetProperties().Select(static property => property.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Every_wrong_value_is_named_at_once_with_what_would_be_right()
    {
        var faults = FaultsOf(
            ("State:Redis:ConnectionString", "localhost,password=hush,nosuchoption=1"), ("State:Redis:InstanceName", "a b"), ("State:DataProtection:Store", "disk"),
            ("State:DataProtection:Key", "hush"), ("State:DataProtection:OldKeys:0", StateServers.Key), ("State:DataProtection:OldKeys:1", "aHVzaA=="),
            ("State:Sessions:CookieName", "a;b"), ("State:Sessions:SameSite", "None"), ("State:Sessions:IdleSeconds", "1"), ("State:Sessions:LongestSeconds", "59"), ("State:Sessions:MaxPerUser", "0"));

        Assert.Equal(10, faults.Count);
        Assert.Contains("State:Redis:ConnectionString or SentinelConfiguration cannot be read; expected host:port,option=value,… .", faults);
        Assert.Contains("State:DataProtection:Store is 'disk'; expected redis, postgres or nothing.", faults);
        Assert.Contains("State:DataProtection:Key is not 32 bytes as base64; 'openssl rand -base64 32' prints such a key.", faults);
        Assert.Contains("State:DataProtection:OldKeys:1 is not 32 bytes as base64; 'openssl rand -base64 32' prints such a key.", faults);
        Assert.Contains("State:Sessions:SameSite is 'None'; expected Strict or Lax.", faults);
        Assert.Contains("State:Sessions:LongestSeconds is 59; expected 60 to 31536000.", faults);
        Assert.DoesNotContain(faults, static fault => fault.Contains("hush", StringComparison.Ordinal) || fault.Contains("aHVzaA", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("State:Sesions:Enabled", "true", "Sesions")]
    [InlineData("State:Sessions:Enabled", "perhaps", "State:Sessions:Enabled")]
    public void An_unknown_name_or_an_unreadable_value_is_named(string path, string value, string expected) =>
        Assert.Contains(expected, Assert.Single(FaultsOf((path, value))), StringComparison.Ordinal);

    [Fact]
    public void Sessions_need_a_Redis_and_outside_Development_a_key()
    {
        var faults = FaultsOf(("State:Sessions:Enabled", "true"), ("State:DataProtection:Store", "redis"));
        Assert.Equal(3, faults.Count);
        Assert.Contains(faults, static fault => fault.Contains("there is no Redis to keep sessions in: set State:Redis:ConnectionString", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.StartsWith("State:DataProtection:Store is 'redis', but there is no Redis", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.StartsWith("State:DataProtection:Key is not set.", StringComparison.Ordinal) && fault.Contains("openssl rand -base64 32", StringComparison.Ordinal));

        Assert.Empty(Faults.In<StateConfiguration>("Development", ("State:Sessions:Enabled", "true"), ("Caching:Redis:ConnectionString", "localhost")));
        Assert.Empty(FaultsOf(("State:Sessions:Enabled", "true"), ("State:Redis:ConnectionString", "localhost"), ("State:DataProtection:Key", StateServers.Key)));
    }

    [Fact]
    public async Task A_process_with_sessions_and_no_key_ends_with_a_sentence_and_never_with_keys_in_the_clear()
    {
        using var process = ApiProcess.Start(
            ("ConnectionStrings__Catalog", "Host=127.0.0.1;Port=1"), ("State__Sessions__Enabled", "true"), ("State__Redis__ConnectionString", "127.0.0.1:1,password=hush"));
        Assert.Equal(1, await process.ExitAsync());
        var errors = await process.Errors;
        Assert.StartsWith("State:DataProtection:Key is not set.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", errors, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> FaultsOf(params (string Path, string? Value)[] settings) => Faults.Of<StateConfiguration>(settings);
}
