using Microsoft.Extensions.Logging;

namespace AIKernel.Catalog.Client;

/// <summary>Every log event of the client, ids 6000–6099. No addresses, keys or payloads.</summary>
internal static partial class CatalogClientLog
{
    [LoggerMessage(6000, LogLevel.Warning, "A revalidation failed; the answer of {AgeSeconds:0} s ago is kept, and its next reader tries again.")]
    public static partial void RevalidationFailed(ILogger log, double ageSeconds, Exception failure);

    [LoggerMessage(6001, LogLevel.Information, "A read failed after everybody who waited for it had left.")]
    public static partial void AbandonedReadFailed(ILogger log, Exception failure);
}
