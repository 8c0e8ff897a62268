using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AIKernel.Integration.Tests.Telemetry;

/// <summary>One span as it was sent.</summary>
internal sealed record SentSpan(string Scope, string Name, string TraceId, string SpanId, string ParentSpanId, IReadOnlyDictionary<string, string> Attributes);

/// <summary>An OpenTelemetry collector as small as can be: takes OTLP over HTTP, or over gRPC, and keeps what it was sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcFrame = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _sent = new();

    private OtlpReceiver(bool grpc)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _app = builder.Build();
        _app.Run(grpc ? TakeGrpcAsync : TakeHttpAsync);
    }

    public string Address => _app.Urls.Single();

    /// <summary>The paths that were posted to.</summary>
    public IEnumerable<string> Paths => _sent.Select(static one => one.Path).Distinct();

    /// <summary>Every span so far.</summary>
    public IReadOnlyList<SentSpan> Spans => [.. Messages("trace").SelectMany(static request => request.Messages(1)) // resource spans
        .SelectMany(static resource => resource.Messages(2)) // scope spans
        .SelectMany(static scope => scope.Messages(2).Select(span => new SentSpan(
            scope.Messages(1).Single().Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), Attributes(span, 9))))];

    /// <summary>Every metric so far as <c>meter/name</c>.</summary>
    public IReadOnlySet<string> Metrics => Messages("metric").SelectMany(static request => request.Messages(1)).SelectMany(static resource => resource.Messages(2))
        .SelectMany(static scope => scope.Messages(2).Select(metric => $"{scope.Messages(1).Single().Text(1)}/{metric.Text(1)}")).ToHashSet();

    /// <summary>The resource of everything sent of one signal.</summary>
    public IReadOnlyDictionary<string, string> Resource(string signal) =>
        Attributes(Messages(signal).First().Messages(1).First().Messages(1).Single(), 1);

    public static async Task<OtlpReceiver> StartAsync(bool grpc = false)
    {
        var receiver = new OtlpReceiver(grpc);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IEnumerable<ProtobufFields> Messages(string signal) =>
        _sent.Where(one => one.Path.Contains(signal, StringComparison.OrdinalIgnoreCase)).Select(static one => new ProtobufFields(one.Body));

    private static Dictionary<string, string> Attributes(ProtobufFields owner, int number) =>
        owner.Messages(number).ToDictionary(static pair => pair.Text(1), static pair => pair.Messages(2).SingleOrDefault()?.Text(1) ?? "");

    private async Task TakeHttpAsync(HttpContext context)
    {
        await KeepAsync(context, skip: 0);
        context.Response.ContentType = "application/x-protobuf";
    }

    private async Task TakeGrpcAsync(HttpContext context)
    {
        await KeepAsync(context, GrpcFrame);
        context.Response.ContentType = "application/grpc";
        context.Response.AppendTrailer("grpc-status", "0");
        await context.Response.Body.WriteAsync(new byte[GrpcFrame]);
    }

    private async Task KeepAsync(HttpContext context, int skip)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _sent.Enqueue((context.Request.Path, body.ToArray()[skip..]));
    }
}
