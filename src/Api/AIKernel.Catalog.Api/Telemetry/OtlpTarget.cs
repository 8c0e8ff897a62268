using OpenTelemetry.Exporter;

namespace AIKernel.Catalog.Api.Telemetry;

/// <summary>Where and how telemetry is sent: the settings of ours first, then the variables that every OpenTelemetry program knows.</summary>
internal sealed record OtlpTarget(Uri Address, OtlpExportProtocol Protocol)
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>The target; null when nobody named one.</summary>
    public static OtlpTarget? Of(TelemetryConfiguration telemetry, IConfiguration configuration)
    {
        var address = ReadAddress(telemetry.OtlpEndpoint.Length > 0 ? telemetry.OtlpEndpoint : configuration[EndpointVariable]);
        if (address is null) return null;
        var protocol = telemetry.OtlpProtocol.Length > 0 ? telemetry.OtlpProtocol : configuration[ProtocolVariable];
        return new(address, protocol == TelemetryConfiguration.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf);
    }

    /// <summary>What is wrong with the variables, in words that quote no address.</summary>
    public static IEnumerable<string> FindFaults(IConfiguration configuration)
    {
        if (configuration[EndpointVariable] is { Length: > 0 } address && ReadAddress(address) is null)
            yield return $"{EndpointVariable} cannot be read; expected http://host:port or https://host:port.";
        if (configuration[ProtocolVariable] is { Length: > 0 } protocol && protocol is not (TelemetryConfiguration.HttpProtobuf or TelemetryConfiguration.Grpc))
            yield return $"{ProtocolVariable} is '{protocol}'; expected {TelemetryConfiguration.HttpProtobuf} or {TelemetryConfiguration.Grpc}.";
    }

    public static Uri? ReadAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    /// <summary>The address of one signal, <c>traces</c> or <c>metrics</c>: over HTTP each has a path of its own.</summary>
    public Uri For(string signal) => Protocol == OtlpExportProtocol.Grpc ? Address : new($"{Address.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
}
