using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Access;

/// <summary>What the settings of the section <c>Access</c> demand of others and of each element of a list.</summary>
internal sealed class AccessConfigurationValidator(IConfiguration configuration) : SettingsValidator<AccessConfiguration>
{
    protected override IEnumerable<string> FindFaults(AccessConfiguration options)
    {
        if (options.OperatorPortOpen && AccessRules.OperatorPortOf(configuration) is null)
            yield return "Access:OperatorPortOpen is true, but there is no such port: set Operations:Port.";
        for (var at = 0; at < options.Cors.Origins.Count; at++)
            if (!IsOrigin(options.Cors.Origins[at]))
                yield return $"Access:Cors:Origins:{at} is '{options.Cors.Origins[at]}'; expected '*' or an origin such as https://catalog.example.com, without a path.";
    }

    private static bool IsOrigin(string text) =>
        text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.GetLeftPart(UriPartial.Authority) == text);
}
