using System.Net;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AIKernel.Integration.Tests.Access;

/// <summary>What is open where nothing is configured, and what is said of wrong settings.</summary>
public sealed class AccessRulesTests
{
    [Theory]
    [InlineData("Development", "127.0.0.1", "127.0.0.1", "localhost:8080", null, true)]
    [InlineData("Development", "::1", "::1", "[::1]:8080", null, true)]
    [InlineData("Development", "127.0.0.1", "127.0.0.1", "127.0.0.1:8080", "http://127.0.0.1:8080", true)]
    [InlineData("Development", "10.0.0.7", "10.0.0.1", "10.0.0.1:8080", null, false)]
    [InlineData("Development", "10.0.0.7", "127.0.0.1", "localhost:8080", null, false)]
    [InlineData("Development", "127.0.0.1", "127.0.0.1", "catalog.example.com", null, false)]
    [InlineData("Development", "127.0.0.1", "127.0.0.1", "localhost.example.com", null, false)]
    [InlineData("Development", "127.0.0.1", "127.0.0.1", "localhost:8080", "https://evil.example", false)]
    [InlineData("Development", "127.0.0.1", "127.0.0.1", "localhost:8080", "null", false)]
    [InlineData("Production", "127.0.0.1", "127.0.0.1", "localhost:8080", null, false)]
    [InlineData("Staging", "127.0.0.1", "127.0.0.1", "localhost:8080", null, false)]
    public void Writes_and_operations_are_open_to_programs_on_a_developers_machine_only(string environment, string remote, string local, string host, string? origin, bool open)
    {
        var context = new DefaultHttpContext();
        (context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress) = (IPAddress.Parse(remote), IPAddress.Parse(local));
        (context.Request.Scheme, context.Request.Host) = ("http", new HostString(host));
        if (origin is not null) context.Request.Headers.Origin = origin;
        var rules = Rules(environment);
        Assert.Equal(open, rules.IsOpen(AccessScopes.CatalogWrite, context));
        Assert.Equal(open, rules.IsOpen(AccessScopes.CacheAdmin, context));
        Assert.True(rules.IsOpen(AccessScopes.CatalogRead, context));
        Assert.False(rules.IsOpen(AccessScopes.CatalogRead | AccessScopes.CacheAdmin, context));
    }

    [Fact]
    public void What_is_closed_in_words_is_closed_on_a_developers_machine_too()
    {
        var context = new DefaultHttpContext();
        (context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress, context.Request.Host) = (IPAddress.Loopback, IPAddress.Loopback, new("localhost"));
        var rules = Rules("Development", ("Access:Reads", "closed"), ("Access:Writes", "closed"), ("Access:Operations", "closed"));
        Assert.All([AccessScopes.CatalogRead, AccessScopes.CatalogWrite, AccessScopes.CacheAdmin], scope => Assert.False(rules.IsOpen(scope, context)));
    }

    [Fact]
    public void Every_wrong_setting_is_named_at_once_with_what_would_be_right()
    {
        var faults = Faults.Of<AccessConfiguration>(
            ("Access:Reads", ""), ("Access:Writes", "ajar"), ("Access:Operations", "yes"), ("Access:OperatorPortOpen", "true"), ("Access:Cors:Origins:0", "https://a.example"),
            ("Access:Cors:Origins:1", "https://b.example/path"), ("Access:Cors:Origins:2", "HTTPS://C.example"), ("Access:Cors:MaxAgeSeconds", "-1"));
        Assert.Equal(
            [
                "Access:Cors:MaxAgeSeconds is -1; expected 0 to 86400.",
                "Access:Cors:Origins:1 is 'https://b.example/path'; expected '*' or an origin such as https://catalog.example.com, without a path.",
                "Access:Cors:Origins:2 is 'HTTPS://C.example'; expected '*' or an origin such as https://catalog.example.com, without a path.",
                "Access:Operations is 'yes'; expected open, closed or nothing.",
                "Access:OperatorPortOpen is true, but there is no such port: set Operations:Port.",
                "Access:Reads is ''; expected open or closed.",
                "Access:Writes is 'ajar'; expected open, closed or nothing.",
            ], faults.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Access:Write", "open", "Write")]
    [InlineData("Access:Cors:MaxAgeSeconds", "long", "Access:Cors:MaxAgeSeconds")]
    public void An_unknown_name_or_an_unreadable_value_is_named(string path, string value, string expected) =>
        Assert.Contains(expected, Assert.Single(Faults.Of<AccessConfiguration>((path, value))), StringComparison.Ordinal);

    private static AccessRules Rules(string environment, params (string, string)[] settings)
    {
        var configuration = Configuration(settings);
        var access = configuration.GetSection(AccessConfiguration.SectionName).Get<AccessConfiguration>() ?? new();
        return new(Options.Create(access), configuration, new Named { EnvironmentName = environment });
    }

    private static IConfiguration Configuration(params (string Path, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static one => KeyValuePair.Create(one.Path, (string?)one.Value))).Build();

    private sealed class Named : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "";
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
