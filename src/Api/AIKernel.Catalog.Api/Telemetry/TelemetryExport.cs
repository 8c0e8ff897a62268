using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AIKernel.Catalog.Api.Telemetry;

/// <summary>
/// Sends traces and metrics by OTLP, from before the first service starts until after the last has stopped. Without a
/// target it is nothing: nobody listens to any source, and a request pays for none. An address that does not answer
/// costs what was to be sent and nothing else: queues are bounded, and sending has threads of its own.
/// </summary>
internal sealed class TelemetryExport(IOptions<TelemetryConfiguration> options, IConfiguration configuration, TimeProvider time, ILogger<TelemetryExport> log) : IHostedLifecycleService, IDisposable
{
    /// <summary>The activity sources whose spans are sent.</summary>
    public static readonly string[] Sources = ["Microsoft.AspNetCore", "AIKernel.Caching", "Npgsql"];

    /// <summary>The meters whose instruments are sent.</summary>
    public static readonly string[] Meters = ["AIKernel.Caching", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime"];

    private readonly TelemetryConfiguration _settings = options.Value;
    private readonly Lock _lock = new();
    private ExportFaults? _faults;
    private Task? _sent;
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (OtlpTarget.Of(_settings, configuration) is not { } target) return Task.CompletedTask;
        _faults = new(log, time);
        var resource = Resource();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(_settings.SampleRatio)))
            .AddOtlpExporter(exporter => Aim(exporter, target, "traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters)
            .AddOtlpExporter((exporter, reader) =>
            {
                Aim(exporter, target, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = _settings.MetricsIntervalSeconds * 1000;
                reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = _settings.TimeoutSeconds * 1000;
            })
            .Build();
        ApiLog.TelemetryIsSent(log, target.Address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left, for as long as one transfer may take.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        // A host may be stopped by two at once. Each provider can be ended once, and both wait for that.
        lock (_lock) return _sent ??= SendRestAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _faults?.Dispose();
    }

    private async Task SendRestAsync()
    {
        if (_traces is not { } traces || _metrics is not { } metrics) return;
        var patience = _settings.TimeoutSeconds * 1000;
        // Side by side, and off this thread: both block until they are done or their time is up.
        var sent = await Task.WhenAll(Task.Run(() => traces.Shutdown(patience), CancellationToken.None), Task.Run(() => metrics.Shutdown(patience), CancellationToken.None));
        if (sent.Contains(false)) ApiLog.TelemetryLost(log, _settings.TimeoutSeconds);
    }

    private void Aim(OtlpExporterOptions exporter, OtlpTarget target, string signal) =>
        (exporter.Endpoint, exporter.Protocol, exporter.TimeoutMilliseconds) = (target.For(signal), target.Protocol, _settings.TimeoutSeconds * 1000);

    private ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService(_settings.ServiceName, serviceVersion: _settings.ServiceVersion is { Length: > 0 } told ? told : Version(), serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}", autoGenerateServiceInstanceId: false)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static string Version() =>
        typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
