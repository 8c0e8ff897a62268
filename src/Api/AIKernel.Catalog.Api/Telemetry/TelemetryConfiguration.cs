using System.ComponentModel.DataAnnotations;
using AIKernel.Caching.Telemetry;

namespace AIKernel.Catalog.Api.Telemetry;

/// <summary>What the node tells others about its work, beside logs and metric pages: the section <c>Telemetry</c>.</summary>
public sealed record TelemetryConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Telemetry";
    /// <summary>OTLP over HTTP.</summary>
    public const string HttpProtobuf = "http/protobuf";
    /// <summary>OTLP over gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>
    /// Where traces and metrics are sent by OTLP, such as <c>http://127.0.0.1:4318</c>; empty for what
    /// OTEL_EXPORTER_OTLP_ENDPOINT says. While neither is set nothing is recorded.
    /// </summary>
    public string OtlpEndpoint { get; set; } = "";
    /// <summary><c>http/protobuf</c> or <c>grpc</c>; empty for what OTEL_EXPORTER_OTLP_PROTOCOL says, else <c>http/protobuf</c>.</summary>
    [AllowedValues("", HttpProtobuf, Grpc)]
    public string OtlpProtocol { get; set; } = "";
    /// <summary>The name traces and metrics go by; OTEL_SERVICE_NAME overrides it.</summary>
    [Required(ErrorMessage = "is empty; the service needs a name.")]
    public string ServiceName { get; set; } = "aikernel-catalog";
    /// <summary>The version they go by; empty for the program's own.</summary>
    public string ServiceVersion { get; set; } = "";
    /// <summary>The part of the traces begun here that is recorded, 0 to 1. A caller's traceparent decides for its own trace.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.1;
    /// <summary>How often metrics are sent.</summary>
    [Range(1, 3600)]
    public int MetricsIntervalSeconds { get; set; } = 60;
    /// <summary>How long one transfer may take, and how long the last one may hold up the end of the process.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 5;
    /// <summary>When the log and a counter say that the cache does badly.</summary>
    public AlertConfiguration Alerts { get; set; } = new();
}
