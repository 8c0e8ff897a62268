using System.Security.Cryptography.X509Certificates;

namespace AIKernel.LocalServers;

/// <summary>What a private Redis needs to be spoken to through TLS alone: PEM files that the server reads.</summary>
public sealed record RedisTls
{
    /// <summary>The server's certificate.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>The private key to it.</summary>
    public required string KeyFile { get; init; }

    /// <summary>The authority that has signed the certificates of clients, and of other servers.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>Whether clients without a certificate of that authority are turned away.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>The lines of <c>redis.conf</c>; the plain port is closed.</summary>
    internal string ToConfiguration(int port) =>
        $"""
        port 0
        tls-port {port}
        tls-cert-file "{CertificateFile}"
        tls-key-file "{KeyFile}"
        tls-ca-cert-file "{AuthorityFile}"
        tls-auth-clients {(RequireClientCertificate ? "yes" : "no")}
        tls-replication yes
        tls-cluster yes
        """;

    internal X509Certificate2 ReadCertificate() => X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
}
