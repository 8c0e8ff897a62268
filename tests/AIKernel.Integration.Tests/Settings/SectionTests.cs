using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Sessions;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>Every section together: what is wrong anywhere is told at once.</summary>
public sealed class SectionTests
{
    [Fact]
    public void What_is_wrong_in_any_section_is_told_at_once()
    {
        var faults = Faults.OfAll(Faults.Configuration(
            ("ConnectionStrings:Catalog", "nonsense"), ("ConnectionStrings:Catalogue", "Host=x"), ("Catalog:ExtraKinds:0", "No Kind"), ("Hosting:Drain", "-00:00:01"), ("Hosting:Grace", "soon"),
            ("Http:Freshness:Preset", "stale"), ("Http:Freshness:Item", "-1"), ("Http:Fresh:Item", "1"), ("Access:Reads", "ajar"), ("State:Sessions:IdleSeconds", "1"),
            ("RateLimits:WindowSeconds", "0"), ("Caching:Memory:LimitMegabytes", "plenty"), ("Caching:Memory:MaxEntries", "-1"), ("Caching:Redis:Conection", "x"), ("Operations:Port", "99999999999")));

        Assert.Equal(
            [
                "Access:Reads is 'ajar'; expected open or closed.",
                "Caching:Memory:LimitMegabytes is 'plenty'; expected 1 to 1048576.",
                "Caching:Memory:MaxEntries is -1; expected 0 to 2147483647.",
                "Caching:Redis:Conection is not a setting.",
                "Catalog:ExtraKinds:0 is 'No Kind'; a kind is 1 to 63 of a-z, 0-9 and '-', a letter first.",
                "ConnectionStrings:Catalog is not a PostgreSQL connection string: expected Key=Value pairs with at least Host, joined by semicolons.",
                "ConnectionStrings:Catalogue is not a setting; did you mean ConnectionStrings:Catalog?",
                "Hosting:Drain is -00:00:01; expected 00:00:00 to 01:00:00.",
                "Hosting:Grace is 'soon'; expected 00:00:00.0010000 to 01:00:00.",
                "Http:Fresh:Item is not a setting; did you mean Http:Freshness?",
                "Http:Freshness:Item is -1; expected 0 to 31536000.",
                "Http:Freshness:Preset is 'stale'; expected platform or nothing.",
                "Operations:Port is '99999999999'; expected 0 to 65535.",
                "RateLimits:WindowSeconds is 0; expected 1 to 86400.",
                "State:Sessions:IdleSeconds is 1; expected 60 to 2592000.",
            ],
            faults.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Cachin:Redis:ConnectionString", "Cachin:Redis:ConnectionString is not a setting; did you mean Caching?")]
    [InlineData("Caching:Memory:LimitMegabyte", "Caching:Memory:LimitMegabyte is not a setting; did you mean Caching:Memory:LimitMegabytes?")]
    [InlineData("Caching:KeyVersion:Major", "Caching:KeyVersion:Major is not a setting.")]
    [InlineData("Caching:Redis", "Caching:Redis has a value, but it holds settings, each with a name of its own.")]
    [InlineData("Access:Cors:Origins", "Access:Cors:Origins has a value, but it is a list: its elements are named :0, :1, ….")]
    public void A_name_that_means_nothing_is_told_with_the_one_that_may_be_meant(string path, string expected) =>
        Assert.Contains(expected, Faults.OfAll(Faults.Configuration((path, "1"))));

    [Theory]
    [InlineData("PATH")]
    [InlineData("SOMEBODYS:Own:Name")]
    public void What_is_nobodys_section_is_nobodys_fault(string path) =>
        Assert.DoesNotContain(Faults.OfAll(Faults.Configuration((path, "1"))), fault => fault.StartsWith(path, StringComparison.Ordinal));

    [Theory]
    [InlineData("0x10")]
    [InlineData(" 5")]
    [InlineData("")]
    [InlineData("5.0")]
    public void A_whole_number_is_digits(string text) =>
        Assert.Equal($"Caching:Memory:LimitMegabytes is '{text}'; expected 1 to 1048576.", Assert.Single(Faults.Of<CachingConfiguration>(("Caching:Memory:LimitMegabytes", text))));

    [Fact]
    public void A_null_is_no_value_where_none_may_be_left_out() =>
        Assert.Equal("Caching:KeyVersion is null; expected text, or no such line.", Assert.Single(Faults.Of<CachingConfiguration>(("Caching:KeyVersion", null), ("Caching:Redis:SslHost", null))));

    [Fact]
    public void What_is_long_or_moves_the_cursor_is_not_repeated_as_it_is()
    {
        var fault = Assert.Single(Faults.Of<AccessConfiguration>(("Access:Reads", "\u001b[2J" + new string('x', 100_000))));
        Assert.InRange(fault.Length, 1, 200);
        Assert.DoesNotContain(fault, char.IsControl);
    }

    [Fact]
    public void A_host_of_ones_own_is_told_all_faults_of_a_section_too()
    {
        using var services = new ServiceCollection().AddDistributedCaching(Faults.Configuration(("Caching:Memory:LimitMegabytes", "plenty"), ("Caching:Nothing", "1"))).BuildServiceProvider();
        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<CachingConfiguration>>().Value);
        Assert.Equal(2, fault.Failures.Count());
    }

    [Fact]
    public void Every_section_is_found_by_its_name_and_bound()
    {
        Assert.All([typeof(CachingConfiguration), typeof(AccessConfiguration), typeof(StateConfiguration), typeof(DrainOptions)], static type => Assert.Equal(type, SettingsSection.Of(type).Type));
        Assert.Equal(SettingsSection.All.Count, SettingsSection.All.Select(static section => section.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(SettingsSection.All, static section => Assert.NotNull(section.Defaults()));
    }

    [Fact]
    public async Task A_process_with_wrong_settings_ends_with_all_of_them_and_where_each_was_set()
    {
        using var process = ApiProcess.Start(
            ("ConnectionStrings__Catalog", "Host=127.0.0.1;Port=1;Password=hush"), ("Hosting__Drain", "forever"), ("HTTP__FRESHNESS__ITEM", "-1"), ("Caching__Redis__Conection", "x"), ("Cachng__KeyVersion", "v2"));

        Assert.Equal(1, await process.ExitAsync());
        Assert.Equal(
            [
                "Cachng:KeyVersion is not a setting; did you mean Caching? It is set in: environment variable Cachng__KeyVersion.",
                "Caching:Redis:Conection is not a setting. It is set in: environment variable Caching__Redis__Conection.",
                "Hosting:Drain is 'forever'; expected 00:00:00 to 01:00:00. It is set in: environment variable Hosting__Drain.",
                "Http:Freshness:Item is -1; expected 0 to 31536000. It is set in: environment variable HTTP__FRESHNESS__ITEM.",
            ],
            (await process.Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", await process.Output);
    }
}
