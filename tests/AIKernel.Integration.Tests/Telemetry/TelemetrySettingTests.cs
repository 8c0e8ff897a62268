using AIKernel.Catalog.Api.Telemetry;
using AIKernel.Integration.Tests.Settings;

namespace AIKernel.Integration.Tests.Telemetry;

public sealed class TelemetrySettingTests
{
    [Fact]
    public void Every_bad_setting_is_named_and_no_address_quoted()
    {
        var faults = Faults.Of<TelemetryConfiguration>(
            ("Telemetry:OtlpEndpoint", "ftp://user:hush@host"), ("Telemetry:OtlpProtocol", "http/json"), ("Telemetry:ServiceName", " "), ("Telemetry:SampleRatio", "1.5"),
            ("Telemetry:MetricsIntervalSeconds", "0"), ("Telemetry:TimeoutSeconds", "61"), ("Telemetry:Alerts:HitRateBelow", "60"), ("Telemetry:Alerts:LatencyClearedAtMilliseconds", "12"),
            ("Telemetry:Alerts:HitRate", "1"), (OtlpTarget.EndpointVariable, "host:4317"), (OtlpTarget.ProtocolVariable, "http/json"));

        Assert.Equal(
            [
                "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "Telemetry:Alerts:HitRate", "Telemetry:Alerts:HitRateBelow", "Telemetry:Alerts:HitRateClearedAt", "Telemetry:Alerts:LatencyClearedAtMilliseconds",
                "Telemetry:MetricsIntervalSeconds", "Telemetry:OtlpEndpoint", "Telemetry:OtlpProtocol", "Telemetry:SampleRatio", "Telemetry:ServiceName", "Telemetry:TimeoutSeconds",
            ], faults.Select(static fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(faults, static fault => fault.Contains("hush", StringComparison.Ordinal));
        Assert.Contains("Telemetry:Alerts:LatencyClearedAtMilliseconds is 12; it must not be above LatencyAboveMilliseconds, 10.", faults);
        Assert.Empty(Faults.Of<TelemetryConfiguration>());
    }
}
