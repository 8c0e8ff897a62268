using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>
/// Names every wrong setting of a section in one result, each in a sentence that begins with its path: what the attributes on
/// the settings demand, and what a class that derives from this one adds.
/// </summary>
/// <typeparam name="TOptions">The section's class.</typeparam>
public class SettingsValidator<TOptions> : IValidateOptions<TOptions>
    where TOptions : class
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        string[] faults = [.. SettingRules.FaultsIn(options, SettingsSection.Of(typeof(TOptions)).Name), .. FindFaults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>What is wrong beyond the attributes, such as two settings that do not go together.</summary>
    protected virtual IEnumerable<string> FindFaults(TOptions options) => [];
}
