using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AIKernel.LocalServers;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>An authority of the test's own, and certificates that it signs, as PEM files that go with it.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1), Until = TimeProvider.System.GetUtcNow().AddDays(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("aikernel-authority-").FullName;
    private readonly X509Certificate2 _certificate;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Authority {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _certificate = request.CreateSelfSigned(From, Until);
        File.WriteAllText(Certificate, _certificate.ExportCertificatePem());
    }

    /// <summary>The file of the authority's own certificate.</summary>
    public string Certificate => Path.Combine(_folder, "authority.pem");

    /// <summary>A server's certificate for this name, as the server is given it.</summary>
    public RedisTls ForServer(string name, bool requireClientCertificate = false)
    {
        var (certificate, key) = Sign(name);
        return new() { CertificateFile = certificate, KeyFile = key, AuthorityFile = Certificate, RequireClientCertificate = requireClientCertificate };
    }

    /// <summary>A certificate for this name and the key to it.</summary>
    public (string CertificateFile, string KeyFile) Sign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], critical: false));
        using var signed = request.Create(_certificate, From, Until, RandomNumberGenerator.GetBytes(16));
        var file = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText($"{file}.pem", signed.ExportCertificatePem());
        File.WriteAllText($"{file}.key", key.ExportPkcs8PrivateKeyPem());
        return ($"{file}.pem", $"{file}.key");
    }

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
