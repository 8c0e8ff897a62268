using System.Net;
using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>What is demanded of each trusted proxy.</summary>
internal sealed class RateLimitConfigurationValidator : SettingsValidator<RateLimitConfiguration>
{
    protected override IEnumerable<string> FindFaults(RateLimitConfiguration options)
    {
        for (var at = 0; at < options.TrustedProxies.Count; at++)
            if (!IPAddress.TryParse(options.TrustedProxies[at], out _) && !IPNetwork.TryParse(options.TrustedProxies[at], out _))
                yield return $"RateLimits:TrustedProxies:{at} is '{options.TrustedProxies[at]}'; expected an address, or a network such as 10.0.0.0/8.";
    }
}
