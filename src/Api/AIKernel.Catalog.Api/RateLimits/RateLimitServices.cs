using System.Net;
using AIKernel.Caching.Redis.RateLimits;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.Sessions;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>Composes the limits from the section <c>RateLimits</c>. They are off unless they are switched on.</summary>
internal static class RateLimitServices
{
    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<StateConfiguration>(configuration);
        services.AddSettings<RateLimitConfiguration>(configuration);
        if (!IsEnabled(configuration)) return;
        services.AddState(configuration);
        services.AddSingleton(static provider => new RateLimitSettings { Deadline = TimeSpan.FromMilliseconds(Limits(provider).DeadlineMilliseconds) });
        services.AddSharedRateLimits();
        services.AddRateLimiter(static options => options.OnRejected = static (rejected, _) => new(RefuseAsync(rejected)));
        services.AddOptions<RateLimiterOptions>().Configure<IRateLimits, IOptions<RateLimitConfiguration>>(static (options, limits, configured) =>
            options.GlobalLimiter = new CallerRateLimiter(new(configured.Value), limits));
    }

    /// <summary>After authentication, which tells callers apart, and before anything that costs.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        if (!IsEnabled(app.Configuration)) return;
        var proxies = Limits(app.Services).TrustedProxies;
        // Without a list the framework would believe everybody.
        if (proxies.Count > 0) app.UseForwardedHeaders(Believe(proxies));
        app.UseRateLimiter();
    }

    private static Task RefuseAsync(OnRejectedContext rejected)
    {
        var (rule, wait) = rejected.Lease is RateLimitAnswer answer ? (answer.Rule, answer.RetryAfter) : (null, TimeSpan.FromSeconds(1));
        var detail = rule is null ? null : $"At most {rule.PermitLimit} {rule.Name} in {rule.Window.TotalSeconds} s.";
        return new Refusal(ProblemKind.RateLimited, detail) { RetryAfter = (int)wait.TotalSeconds }.ExecuteAsync(rejected.HttpContext);
    }

    private static ForwardedHeadersOptions Believe(IList<string> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
        return options;
    }

    private static RateLimitConfiguration Limits(IServiceProvider provider) => provider.GetRequiredService<IOptions<RateLimitConfiguration>>().Value;

    private static bool IsEnabled(IConfiguration configuration) => configuration.GetValue<bool>($"{RateLimitConfiguration.SectionName}:Enabled");
}
