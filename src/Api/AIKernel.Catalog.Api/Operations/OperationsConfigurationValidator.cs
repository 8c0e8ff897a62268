using System.Net;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>What is demanded of the operators' port and address.</summary>
internal sealed class OperationsConfigurationValidator(IConfiguration configuration) : SettingsValidator<OperationsConfiguration>
{
    protected override IEnumerable<string> FindFaults(OperationsConfiguration options)
    {
        if (AccessRules.OperatorPortOf(configuration) is { } port && OperatorListener.PublicPortsOf(configuration).Contains(port))
            yield return $"Operations:Port is {port}, where the catalog itself listens; operators need a port of their own.";
        if (options.Address is not ("*" or "localhost") && !IPAddress.TryParse(options.Address, out _))
            yield return $"Operations:Address is '{options.Address}'; expected an IP address, localhost, or * for all.";
    }
}
