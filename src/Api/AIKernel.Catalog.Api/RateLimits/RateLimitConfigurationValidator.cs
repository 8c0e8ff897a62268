using System.Net;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>Names every wrong setting of the section <c>RateLimits</c> in one message, with its path and what would be right.</summary>
internal sealed class RateLimitConfigurationValidator : IValidateOptions<RateLimitConfiguration>
{
    // Each permit is kept until it leaves the window; this bounds what one caller can take of Redis's memory to some 10 MB.
    private const int MostPermits = 100_000;
    private const int LongestWindow = 86_400;

    public ValidateOptionsResult Validate(string? name, RateLimitConfiguration options)
    {
        var faults = new List<string>();
        Range("PermitLimit", options.PermitLimit, 1, MostPermits);
        Range("WindowSeconds", options.WindowSeconds, 1, LongestWindow);
        Range("DeadlineMilliseconds", options.DeadlineMilliseconds, 5, 5000);
        foreach (var (group, limit) in new[] { ("Reads", options.Reads), ("Writes", options.Writes), ("Bulk", options.Bulk) })
        {
            Range($"{group}:PermitLimit", limit.PermitLimit ?? 1, 1, MostPermits);
            Range($"{group}:WindowSeconds", limit.WindowSeconds ?? 1, 1, LongestWindow);
        }
        for (var at = 0; at < options.TrustedProxies.Count; at++)
            if (!IPAddress.TryParse(options.TrustedProxies[at], out _) && !IPNetwork.TryParse(options.TrustedProxies[at], out _))
                faults.Add($"RateLimits:TrustedProxies:{at} is '{options.TrustedProxies[at]}'; expected an address, or a network such as 10.0.0.0/8.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Range(string path, int value, int least, int most)
        {
            if (value < least || value > most) faults.Add($"RateLimits:{path} is {value}; expected {least} to {most}.");
        }
    }
}
