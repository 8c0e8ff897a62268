using System.Net;
using AIKernel.Catalog.Api.Access;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>Names every wrong setting of the section <c>Operations</c> in one message, with its path and what would be right.</summary>
internal sealed class OperationsConfigurationValidator(IConfiguration configuration) : IValidateOptions<OperationsConfiguration>
{
    private const int Day = 86_400;
    private const int MostListeners = 1_000;

    public ValidateOptionsResult Validate(string? name, OperationsConfiguration options)
    {
        var faults = new List<string>();
        // What is no port at all, Access says: it decides by the port.
        if (AccessRules.OperatorPortOf(configuration) is { } port && OperatorListener.PublicPortsOf(configuration).Contains(port))
            faults.Add($"Operations:Port is {port}, where the catalog itself listens; operators need a port of their own.");
        if (options.Address is not ("*" or "localhost") && !IPAddress.TryParse(options.Address, out _))
            faults.Add($"Operations:Address is '{options.Address}'; expected an IP address, localhost, or * for all.");
        if (options.MostReadIntervalSeconds is < 0 or > Day) faults.Add($"Operations:MostReadIntervalSeconds is {options.MostReadIntervalSeconds}; expected 0 to {Day}.");
        if (options.EventListeners is < 0 or > MostListeners) faults.Add($"Operations:EventListeners is {options.EventListeners}; expected 0 to {MostListeners}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
