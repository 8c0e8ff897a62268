using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AIKernel.TestKit.Load;

/// <summary>A node that load is put on, as the endpoint of a Service is: it is sent requests while it says that it is ready.</summary>
public sealed class LoadNode : IDisposable
{
    private readonly HttpClient _client, _prober;
    private volatile bool _ready;

    /// <summary>A node at this address; through a Unix socket if one is given.</summary>
    public LoadNode(Uri address, string? socket = null)
    {
        Address = address;
        _client = Client(address, socket);
        _prober = Client(address, socket);
        _prober.Timeout = TimeSpan.FromSeconds(2);
    }

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>Whether it said so when it was asked last.</summary>
    public bool IsReady => _ready;

    /// <summary>Asks it once, as a readiness probe does.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var answer = await _prober.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return _ready = answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return _ready = false;
        }
    }

    /// <summary>How many answers it had from Redis so far, by its own count.</summary>
    public async Task<long> RedisHitsAsync()
    {
        var page = await _prober.GetStringAsync(new Uri("/metrics/cache", UriKind.Relative));
        return page.Split('\n').Where(static line => line.StartsWith("aikernel_cache_hits_total{", StringComparison.Ordinal) && line.Contains("tier=\"redis\"", StringComparison.Ordinal))
            .Sum(static line => (long)double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _prober.Dispose();
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request);

    private static HttpClient Client(Uri address, string? socket)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        if (socket is not null)
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            };
        return new(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30), DefaultRequestVersion = HttpVersion.Version11 };
    }
}
