using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AIKernel.Catalog.Api.Telemetry;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Telemetry;

/// <summary>Traces and metrics by OTLP, against a receiver on a real socket.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ExportTests(TelemetryDatabase database)
{
    private const string Endpoint = "Telemetry:OtlpEndpoint";

    [Theory]
    [InlineData(false, "/v1/traces", "/v1/metrics")]
    [InlineData(true, "/opentelemetry.proto.collector.trace.v1.TraceService/Export", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    public async Task A_request_its_read_its_load_and_its_statement_are_spans_and_all_is_sent_when_the_host_stops(bool grpc, params string[] paths)
    {
        await using var receiver = await OtlpReceiver.StartAsync(grpc);
        var (trace, caller) = (ActivityTraceId.CreateRandom().ToString(), ActivitySpanId.CreateRandom().ToString());
        var log = new EventIds();
        await using (var host = await StartAsync(new() { [Endpoint] = receiver.Address, ["Telemetry:OtlpProtocol"] = grpc ? "grpc" : "", ["Telemetry:SampleRatio"] = "1" }, log))
        {
            var path = Samples.PathOf(await host.Api.CreateUnkeptAsync());
            Assert.Equal(200, (await host.Api.GetAsync(path, ("traceparent", $"00-{trace}-{caller}-01"))).Status);
        }

        Assert.DoesNotContain(log.Taken, static id => id is 5031 or 5032);
        Assert.Equal(paths.Order(StringComparer.Ordinal), receiver.Paths.Order(StringComparer.Ordinal));
        var request = Assert.Single(receiver.Spans, one => one.Scope == "Microsoft.AspNetCore" && one.TraceId == trace);
        Assert.Equal(caller, request.ParentSpanId);
        var read = Assert.Single(receiver.Spans, one => one.Name == "cache.read" && one.TraceId == trace);
        Assert.Equal(("AIKernel.Caching", request.SpanId, "resource.get", "miss"), (read.Scope, read.ParentSpanId, read.Attributes["aikernel.cache.operation"], read.Attributes["aikernel.cache.outcome"]));
        // The load is nobody's request: others may have waited for it too.
        var loads = receiver.Spans.Where(one => one.Name == "cache.load").ToDictionary(static load => (load.TraceId, load.SpanId));
        Assert.DoesNotContain(loads.Values, load => load.TraceId == trace);
        Assert.Contains(receiver.Spans, one => one.Scope == "Npgsql" && loads.ContainsKey((one.TraceId, one.ParentSpanId)));
    }

    [Fact]
    public async Task Metrics_of_the_cache_the_host_the_pool_and_the_runtime_are_sent_under_the_service_s_name()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var host = await StartAsync(new() { [Endpoint] = receiver.Address + "/", ["Telemetry:SampleRatio"] = "1" }))
        {
            var path = Samples.PathOf(await host.Api.CreateUnkeptAsync());
            for (var i = 0; i < 3; i++) await host.Api.GetAsync(path);
        }

        string[] expected =
        [
            "AIKernel.Caching/aikernel.cache.hits", "AIKernel.Caching/aikernel.cache.misses", "AIKernel.Caching/aikernel.cache.operation.duration", "AIKernel.Caching/aikernel.cache.alerts",
            "Microsoft.AspNetCore.Hosting/http.server.request.duration", "Microsoft.AspNetCore.Server.Kestrel/kestrel.active_connections", "System.Runtime/dotnet.gc.collections",
        ];
        Assert.Empty(expected.Except(receiver.Metrics));
        Assert.Contains(receiver.Metrics, static metric => metric.StartsWith("Npgsql/", StringComparison.Ordinal));
        foreach (var signal in new[] { "traces", "metrics" })
        {
            var resource = receiver.Resource(signal);
            Assert.Equal("aikernel-catalog", resource["service.name"]);
            Assert.Equal($"{Environment.MachineName}-{Environment.ProcessId}", resource["service.instance.id"]);
            Assert.NotEmpty(resource["service.version"]);
        }
    }

    [Fact]
    public async Task The_variable_of_every_OpenTelemetry_program_names_the_endpoint_too()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (await StartAsync(new() { [OtlpTarget.EndpointVariable] = receiver.Address, ["Telemetry:ServiceName"] = "mine" })) { }
        Assert.Equal("mine", receiver.Resource("metrics")["service.name"]);
    }

    [Fact]
    public async Task A_caller_s_word_decides_for_its_trace_and_the_ratio_for_those_begun_here()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var (wanted, unwanted) = (ActivityTraceId.CreateRandom().ToString(), ActivityTraceId.CreateRandom().ToString());
        await using (var host = await StartAsync(new() { [Endpoint] = receiver.Address, ["Telemetry:SampleRatio"] = "0" }))
        {
            await host.Api.GetAsync("/api/v1/resources", ("traceparent", $"00-{wanted}-{ActivitySpanId.CreateRandom()}-01"));
            await host.Api.GetAsync("/api/v1/resources", ("traceparent", $"00-{unwanted}-{ActivitySpanId.CreateRandom()}-00"));
            await host.Api.GetAsync("/api/v1/resources");
        }
        Assert.Equal([wanted], receiver.Spans.Select(static span => span.TraceId).Distinct());
    }

    [Fact]
    public async Task Without_an_endpoint_nobody_listens_to_any_source()
    {
        await using (var host = await StartAsync([]))
        {
            await host.Api.CreateAsync();
            Assert.All(TelemetryExport.Sources, static source => Assert.False(HasListeners(source), source));
        }
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (await StartAsync(new() { [Endpoint] = receiver.Address }))
            Assert.All(TelemetryExport.Sources, static source => Assert.True(HasListeners(source), source));
        Assert.All(TelemetryExport.Sources, static source => Assert.False(HasListeners(source), source));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_endpoint_that_refuses_or_never_answers_disturbs_no_request_and_not_the_end(bool accepts)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        if (!accepts) listener.Stop();
        var log = new EventIds();
        var host = await StartAsync(new() { [Endpoint] = address, ["Telemetry:SampleRatio"] = "1", ["Telemetry:TimeoutSeconds"] = "1", ["Telemetry:MetricsIntervalSeconds"] = "1" }, log);
        var path = Samples.PathOf(await host.Api.CreateUnkeptAsync());
        for (var i = 0; i < 200; i++) Assert.Equal(200, (await host.Api.GetAsync(path)).Status);

        await host.DisposeAsync();

        Assert.Contains(5030, log.Taken);
        Assert.DoesNotContain(5000, log.Taken);
        // It failed, or the time for it was over first.
        Assert.Contains(log.Taken, static id => id is 5031 or 5032);
        if (!accepts) Assert.Single(log.Taken, static id => id == 5032); // so many failures, one a minute
    }

    private static bool HasListeners(string name)
    {
        using var source = new ActivitySource(name);
        return source.HasListeners();
    }

    private async Task<CatalogHost> StartAsync(Dictionary<string, string> settings, EventIds? log = null)
    {
        // So rarely that only the end of the host sends anything, unless a test says otherwise.
        settings.TryAdd("Telemetry:MetricsIntervalSeconds", "3600");
        return await new CatalogHost(database.ConnectionString, settings, services => { if (log is not null) log.AddTo(services); }).ReadyAsync();
    }
}
