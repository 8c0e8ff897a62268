using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Redis;

/// <summary>Says in the log why the server's certificate is not believed: once, and again only if the reason changes or it was believed in between.</summary>
internal sealed class CertificateLog(ILogger log)
{
    private string? _last;

    public void Refused(string reason)
    {
        if (Interlocked.Exchange(ref _last, reason) != reason) RedisLog.CertificateRefused(log, reason);
    }

    public void Forget() => Volatile.Write(ref _last, null);
}
