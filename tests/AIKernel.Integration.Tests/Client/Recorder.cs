using System.Collections.Concurrent;
using System.Net;

namespace AIKernel.Integration.Tests.Client;

/// <summary>Notes what a client asks, and can send its reads to another node than its writes.</summary>
internal sealed class Recorder(Uri? readsGoTo = null) : DelegatingHandler(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
{
    public ConcurrentQueue<(HttpMethod Method, Uri Address, int Status, string? ETag)> Exchanges { get; } = [];

    /// <summary>How long an answer to this request is on its way.</summary>
    public Func<HttpRequestMessage, Task> OnItsWay { get; set; } = static _ => Task.CompletedTask;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (readsGoTo is not null && request.Method == HttpMethod.Get) request.RequestUri = new(readsGoTo, request.RequestUri!.PathAndQuery);
        var answer = await base.SendAsync(request, cancellationToken);
        await OnItsWay(request);
        Exchanges.Enqueue((request.Method, request.RequestUri!, (int)answer.StatusCode, answer.Headers.ETag?.ToString()));
        return answer;
    }
}
