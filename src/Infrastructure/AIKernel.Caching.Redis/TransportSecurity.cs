using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AIKernel.Caching.Redis;

/// <summary>
/// Whom TLS believes, and as whom it speaks. The server's certificate must carry the name that was asked for and come
/// from an authority that is trusted; there is no way around either. Files are read at each connection, so that renewed
/// ones are used without a restart.
/// </summary>
/// <param name="authorityFile">PEM of the authorities to trust in place of the system's; null for the system's.</param>
/// <param name="certificateFile">PEM of what is shown to a server that asks; null for nothing.</param>
/// <param name="keyFile">PEM of the key to it; null if it is in the same file.</param>
/// <param name="refused">Hears why a certificate was not believed.</param>
internal sealed class TransportSecurity(string? authorityFile, string? certificateFile, string? keyFile, Action<string> refused)
{
    /// <summary>For a server of this name.</summary>
    public SslClientAuthenticationOptions For(string host) => new()
    {
        TargetHost = host,
        CertificateChainPolicy = Trusted(),
        ClientCertificateContext = string.IsNullOrEmpty(certificateFile) ? null : SslStreamCertificateContext.Create(ReadOwn(certificateFile, keyFile), null, offline: true),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(host, certificate, chain, errors),
    };

    private bool Accept(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        refused(Reason(host, certificate, chain, errors));
        return false;
    }

    private static string Reason(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null) return "it showed none";
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) reasons.Add($"it is not for the name {host}");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            reasons.Add($"it cannot be trusted: {string.Join(", ", (chain?.ChainStatus ?? []).Select(static status => status.StatusInformation.Trim().TrimEnd('.')).Distinct().DefaultIfEmpty("its authority is unknown"))}");
        return string.Join("; ", reasons);
    }

    private X509ChainPolicy? Trusted()
    {
        if (string.IsNullOrEmpty(authorityFile)) return null;
        // An authority of one's own publishes no list of what it has revoked.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(ReadAuthorities(authorityFile));
        return policy;
    }

    /// <summary>A certificate with its key.</summary>
    public static X509Certificate2 ReadOwn(string certificateFile, string? keyFile) =>
        X509Certificate2.CreateFromPemFile(certificateFile, string.IsNullOrEmpty(keyFile) ? null : keyFile);

    /// <summary>The certificates in a file; at least one.</summary>
    /// <exception cref="CryptographicException">There is none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("The file holds no certificate.");
    }
}
