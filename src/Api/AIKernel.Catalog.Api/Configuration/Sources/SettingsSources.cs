using AIKernel.Catalog.Api.Caching;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>
/// Where settings come from. Each source overrides those before it: the defaults of appsettings.Caching.json, the settings
/// files of ASP.NET Core, config.yaml, the environment's short names, its variables by path, the command line.
/// </summary>
internal static class SettingsSources
{
    private const string FileName = "config.yaml", FileVariable = "AIKERNEL_CONFIG";

    /// <summary>Adds to the sources of ASP.NET Core those of ours.</summary>
    public static void AddSettingsSources(this WebApplicationBuilder builder)
    {
        builder.AddCachingSettings();
        builder.Configuration.AddConfigFile(Environment.GetEnvironmentVariable(FileVariable), AppContext.BaseDirectory);
        builder.Configuration.AddEnvironmentNames(Environment.GetEnvironmentVariable);
    }

    /// <summary>
    /// The config.yaml that the command line names (<c>--config FILE</c>), else the one that the environment does, else the one
    /// in the folder, if it is there: beneath the variables.
    /// </summary>
    public static void AddConfigFile<TConfiguration>(this TConfiguration configuration, string? named, string folder)
        where TConfiguration : IConfigurationBuilder, IConfigurationRoot
    {
        var said = configuration.Providers.OfType<CommandLineConfigurationProvider>().Select(static words => words.TryGet("config", out var file) ? file : null).LastOrDefault();
        var path = said is { Length: > 0 } ? said : named is { Length: > 0 } ? named : Path.Combine(folder, FileName);
        if (path != said && path != named && !File.Exists(path)) return;
        configuration.Sources.Insert(IndexOfVariables(configuration.Sources), new YamlSource(path, ServerLimits.IsAddressTold(configuration)));
    }

    /// <summary>The short names, beneath the variables by path if those are among the sources, else on top.</summary>
    public static void AddEnvironmentNames<TConfiguration>(this TConfiguration configuration, Func<string, string?> variable)
        where TConfiguration : IConfigurationBuilder, IConfigurationRoot
    {
        var at = IndexOfVariables(configuration.Sources);
        var isRedisTold = configuration.Providers.Skip(at).Any(static provider => IsTold(provider, RedisNames.ConnectionString) || IsTold(provider, RedisNames.Sentinels));
        configuration.Sources.Insert(at, new EnvironmentNamesSource(variable, new ConfigurationRoot([.. configuration.Providers.Take(at)]), isRedisTold));
    }

    private static int IndexOfVariables(IList<IConfigurationSource> sources)
    {
        var variables = sources.OfType<EnvironmentVariablesConfigurationSource>().LastOrDefault(static source => string.IsNullOrEmpty(source.Prefix));
        return variables is null ? sources.Count : sources.IndexOf(variables);
    }

    private static bool IsTold(IConfigurationProvider provider, string path) => provider.TryGet(path, out var value) && !string.IsNullOrWhiteSpace(value);
}
