using AIKernel.Catalog.Api.RateLimits;
using AIKernel.Integration.Tests.Settings;

namespace AIKernel.Integration.Tests.RateLimits;

/// <summary>The section <c>RateLimits</c>: its defaults, and what is said of wrong values.</summary>
public sealed class RateLimitSettingTests
{
    [Fact]
    public void Nothing_need_be_set() => Assert.Empty(FaultsOf());

    [Fact]
    public void Every_wrong_value_is_named_at_once_with_what_would_be_right() => Assert.Equal(
        [
            "RateLimits:PermitLimit is 0; expected 1 to 100000.",
            "RateLimits:WindowSeconds is 100000; expected 1 to 86400.",
            "RateLimits:DeadlineMilliseconds is 1; expected 5 to 5000.",
            "RateLimits:Reads:PermitLimit is -1; expected 1 to 100000.",
            "RateLimits:Bulk:WindowSeconds is 0; expected 1 to 86400.",
            "RateLimits:TrustedProxies:1 is 'proxy'; expected an address, or a network such as 10.0.0.0/8.",
        ],
        FaultsOf(
            ("PermitLimit", "0"), ("WindowSeconds", "100000"), ("DeadlineMilliseconds", "1"), ("Reads:PermitLimit", "-1"), ("Bulk:WindowSeconds", "0"),
            ("TrustedProxies:0", "10.0.0.0/8"), ("TrustedProxies:1", "proxy"), ("TrustedProxies:2", "::1")));

    [Theory]
    [InlineData("PermitLimits", "1", "PermitLimits")]
    [InlineData("Enabled", "perhaps", "RateLimits:Enabled")]
    [InlineData("Writes:PermitLimit", "many", "RateLimits:Writes:PermitLimit")]
    public void An_unknown_name_or_an_unreadable_value_is_named(string path, string value, string expected) =>
        Assert.Contains(expected, Assert.Single(FaultsOf((path, value))), StringComparison.Ordinal);

    private static IReadOnlyList<string> FaultsOf(params (string Path, string Value)[] settings) =>
        Faults.Of<RateLimitConfiguration>([.. settings.Select(static setting => ($"RateLimits:{setting.Path}", (string?)setting.Value))]);
}
