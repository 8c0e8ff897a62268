using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Telemetry;

/// <summary>What is demanded of the address, and of the variables that stand in for settings.</summary>
internal sealed class TelemetryConfigurationValidator(IConfiguration configuration) : SettingsValidator<TelemetryConfiguration>
{
    protected override IEnumerable<string> FindFaults(TelemetryConfiguration options)
    {
        // Not quoted: an address may hold a user's name and password.
        if (options.OtlpEndpoint.Length > 0 && OtlpTarget.ReadAddress(options.OtlpEndpoint) is null) yield return "Telemetry:OtlpEndpoint cannot be read; expected http://host:port or https://host:port.";
        foreach (var fault in OtlpTarget.FindFaults(configuration)) yield return fault;
    }
}
