using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AIKernel.Compat.Tests.Redis;

/// <summary>An authority of the test's own and a server certificate for "localhost", as files for the server.</summary>
internal sealed class Certificates
{
    private readonly string _folder = Directory.CreateTempSubdirectory("compat-tls-").FullName;

    internal Certificates()
    {
        var from = TimeProvider.System.GetUtcNow().AddDays(-1);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Compat test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(from, from.AddDays(30));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var server = request.Create(Authority, from, from.AddDays(29), RandomNumberGenerator.GetBytes(16));

        File.WriteAllText(AuthorityFile, Authority.ExportCertificatePem());
        File.WriteAllText(ServerFile, server.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    internal X509Certificate2 Authority { get; }

    internal string AuthorityFile => Path.Combine(_folder, "authority.pem");

    internal string ServerFile => Path.Combine(_folder, "server.pem");

    internal string KeyFile => Path.Combine(_folder, "server.key");

    /// <summary>Takes the files away.</summary>
    internal void Remove()
    {
        Authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
