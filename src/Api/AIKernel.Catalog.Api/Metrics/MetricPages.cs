namespace AIKernel.Catalog.Api.Metrics;

/// <summary>Which meters are shown, and where.</summary>
internal static class MetricPages
{
    public const string Cache = "cache";
    public const string Host = "host";

    private static readonly string[] HostMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    /// <summary>The page of a meter, or null when nobody is to see it.</summary>
    public static string? Of(string meter)
    {
        if (meter.StartsWith("AIKernel.Caching", StringComparison.Ordinal)) return Cache;
        return HostMeters.Contains(meter, StringComparer.Ordinal) ? Host : null;
    }
}
