using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace AIKernel.Caching.Redis;

public sealed partial record RedisConfiguration
{
    /// <summary>What is wrong with how the connection is encrypted; no file's content is repeated.</summary>
    private IEnumerable<ValidationResult> FindTlsFaults()
    {
        foreach (var (name, value) in TlsSettings)
            if (!UseSsl && !string.IsNullOrEmpty(value)) yield return new($"is set, but {nameof(UseSsl)} is false.", [name]);
        if (!string.IsNullOrEmpty(SslAuthorityFile) && !CanRead(() => TransportSecurity.ReadAuthorities(SslAuthorityFile)))
            yield return new("cannot be read; expected a PEM file with certificates.", [nameof(SslAuthorityFile)]);
        if (!string.IsNullOrEmpty(SslKeyFile) && string.IsNullOrEmpty(SslCertificateFile))
            yield return new($"is set, but {nameof(SslCertificateFile)} is not.", [nameof(SslKeyFile)]);
        if (!string.IsNullOrEmpty(SslCertificateFile) && !CanRead(() => TransportSecurity.ReadOwn(SslCertificateFile, SslKeyFile).Dispose()))
            yield return new($"or {nameof(SslKeyFile)} cannot be read; expected a certificate and the key to it, in PEM.", [nameof(SslCertificateFile)]);
    }

    private IEnumerable<(string Name, string? Value)> TlsSettings =>
    [
        (nameof(SslHost), SslHost), (nameof(SslAuthorityFile), SslAuthorityFile), (nameof(SslCertificateFile), SslCertificateFile), (nameof(SslKeyFile), SslKeyFile),
    ];

    private static bool CanRead(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
