using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>Lets services ask for a section: <c>IOptions&lt;TSection&gt;</c>.</summary>
internal static class SettingsServices
{
    /// <summary>
    /// Binds a section strictly and checks it when the host starts, with all its faults in one exception. Calling it again
    /// changes nothing.
    /// </summary>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, IConfiguration configuration)
        where TOptions : class
    {
        if (services.Any(static service => service.ImplementationInstance is SectionSetup<TOptions>)) return services;
        services.AddSingleton<IConfigureOptions<TOptions>>(new SectionSetup<TOptions>(configuration));
        foreach (var validator in SettingsSection.Of(typeof(TOptions)).Validators)
            services.AddSingleton(typeof(IValidateOptions<TOptions>), validator);
        services.AddOptions<TOptions>().ValidateOnStart();
        return services;
    }

    private sealed class SectionSetup<TOptions>(IConfiguration configuration) : IConfigureOptions<TOptions>
        where TOptions : class
    {
        private static readonly SettingsSection Section = SettingsSection.Of(typeof(TOptions));

        public void Configure(TOptions options)
        {
            var faults = SectionReader.Read(Section, configuration, options);
            if (faults.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), faults);
        }
    }
}
