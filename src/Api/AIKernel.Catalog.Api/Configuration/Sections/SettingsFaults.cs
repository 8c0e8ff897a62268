using AIKernel.Catalog.Api.Configuration.Sources;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>Everything that is wrong with a configuration, each in a sentence with its path and where it was set.</summary>
internal static class SettingsFaults
{
    /// <summary>The faults of all sections and sources; none when the program can start.</summary>
    public static IReadOnlyList<string> In(IConfiguration configuration, IHostEnvironment environment)
    {
        var origins = new SettingOrigins(configuration);
        return [.. SourceFaults(configuration), .. StrayNames.In(configuration).Concat(SettingsSection.All.SelectMany(section => In(section, configuration, environment)))
            .Distinct(StringComparer.Ordinal).Select(origins.Explain)];
    }

    /// <summary>The faults of one section, without where they were set.</summary>
    public static IReadOnlyList<string> In(SettingsSection section, IConfiguration configuration, IHostEnvironment environment)
    {
        using var services = new ServiceCollection().AddSingleton(configuration).AddSingleton(environment).BuildServiceProvider();
        var options = section.Defaults();
        var unreadable = SectionReader.Read(section, configuration, options);
        return [.. unreadable.Concat(section.Validators.SelectMany(validator => Check(validator, section.Type, options, services))).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Check(Type validator, Type section, object options, IServiceProvider services) =>
        (IEnumerable<string>)typeof(SettingsFaults).GetMethod(nameof(CheckAs), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(section).Invoke(null, [ActivatorUtilities.CreateInstance(services, validator), options])!;

    private static IEnumerable<string> CheckAs<TOptions>(IValidateOptions<TOptions> validator, TOptions options)
        where TOptions : class =>
        validator.Validate(null, options).Failures ?? [];

    private static IEnumerable<string> SourceFaults(IConfiguration configuration) =>
        (configuration as IConfigurationRoot)?.Providers.OfType<IFaultySource>().SelectMany(static source => source.Faults) ?? [];
}
