using AIKernel.Catalog.Api.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AIKernel.Catalog.Api.Configuration;

/// <summary>Where the server listens, and how much it takes from one caller.</summary>
internal static class ServerLimits
{
    internal const string DefaultAddress = "http://127.0.0.1:8080";
    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

    /// <summary>Loopback, unless the operator says otherwise by any of the usual settings.</summary>
    public static void ListenOnLoopbackByDefault(this WebApplicationBuilder builder)
    {
        if (!IsAddressTold(builder.Configuration)) builder.WebHost.UseUrls(DefaultAddress);
    }

    /// <summary>Whether any of the usual settings says where to listen.</summary>
    public static bool IsAddressTold(IConfiguration configuration) =>
        AddressSettings.Any(key => !string.IsNullOrEmpty(configuration[key])) || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    public static void LimitRequests(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(static kestrel =>
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        // The server counts the framing of chunks as well; the exact limit is the reader's.
        limits.MaxRequestBodySize = 2 * JsonRequest.MaxBytes;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 32 << 10;
        limits.MaxRequestLineSize = 8 << 10;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
    });

    /// <summary>A missing or misplaced registration stops the start, not the first request.</summary>
    public static void CheckRegistrations(this WebApplicationBuilder builder) =>
        builder.Host.UseDefaultServiceProvider(static options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
}
