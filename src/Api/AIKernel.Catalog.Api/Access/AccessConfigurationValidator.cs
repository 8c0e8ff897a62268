using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Access;

/// <summary>Names every wrong setting of the section <c>Access</c> in one message, with its path and what would be right.</summary>
internal sealed class AccessConfigurationValidator(IConfiguration configuration) : IValidateOptions<AccessConfiguration>
{
    private const int Day = 86_400;

    public ValidateOptionsResult Validate(string? name, AccessConfiguration options)
    {
        var faults = new List<string>();
        Choice("Reads", options.Reads, optional: false);
        Choice("Writes", options.Writes, optional: true);
        Choice("Operations", options.Operations, optional: true);
        if (options.OperatorPortOpen && AccessRules.OperatorPortOf(configuration) is null)
            faults.Add("Access:OperatorPortOpen is true, but there is no such port: set Operations:Port.");
        // A port that cannot be read would be none, and operators would be answered where everybody is.
        if (configuration["Operations:Port"] is { Length: > 0 } port && (!int.TryParse(port, out var number) || number is < 0 or > 65_535))
            faults.Add($"Operations:Port is '{port}'; expected 1 to 65535, or 0 for none.");
        for (var at = 0; at < options.Cors.Origins.Count; at++)
            if (!IsOrigin(options.Cors.Origins[at]))
                faults.Add($"Access:Cors:Origins:{at} is '{options.Cors.Origins[at]}'; expected '*' or an origin such as https://catalog.example.com, without a path.");
        if (options.Cors.MaxAgeSeconds is < 0 or > Day) faults.Add($"Access:Cors:MaxAgeSeconds is {options.Cors.MaxAgeSeconds}; expected 0 to {Day}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Choice(string setting, string value, bool optional)
        {
            if (value is AccessRules.Open or AccessRules.Closed || (optional && value.Length == 0)) return;
            faults.Add($"Access:{setting} is '{value}'; it can be '{AccessRules.Open}' or '{AccessRules.Closed}'{(optional ? ", or empty for the default of the environment" : "")}.");
        }
    }

    private static bool IsOrigin(string text) =>
        text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.GetLeftPart(UriPartial.Authority) == text);
}
