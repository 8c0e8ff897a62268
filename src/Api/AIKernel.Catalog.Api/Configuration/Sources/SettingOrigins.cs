using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>Where the value of a setting comes from: the uppermost source that has it.</summary>
internal sealed class SettingOrigins(IConfiguration configuration)
{
    /// <summary>The words for a setting that no source has.</summary>
    public const string Default = "default";

    private static readonly string[] Prefixes = ["", "ASPNETCORE_", "DOTNET_"];

    /// <summary>The source in words; null if no source has the setting.</summary>
    public string? Find(string path) => Find(configuration, path);

    /// <summary>Adds to a sentence that begins with a path where that was set, if it was.</summary>
    public string Explain(string fault)
    {
        var end = fault.IndexOf(' ', StringComparison.Ordinal);
        return end > 0 && Find(fault[..end]) is { } origin && origin != Host ? $"{fault} It is set in: {origin}." : fault;
    }

    private const string Host = "the host";

    private static string? Find(IConfiguration configuration, string path) => (configuration as IConfigurationRoot)?.Providers.Reverse()
        .Select(provider => provider.TryGet(path, out _) ? Describe(provider, path) : null).FirstOrDefault(static origin => origin is not null);

    private static string Describe(IConfigurationProvider provider, string path) => provider switch
    {
        ITellsOrigins source => source.OriginOf(path),
        FileConfigurationProvider file => Path.GetFileName(file.Source.Path ?? "file"),
        EnvironmentVariablesConfigurationProvider => $"environment variable {VariableOf(path)}",
        CommandLineConfigurationProvider => "command line",
        ChainedConfigurationProvider chained => Find(chained.Configuration, path) ?? Host,
        _ => Host,
    };

    private static string VariableOf(string path)
    {
        var usual = path.Replace(":", "__", StringComparison.Ordinal);
        return Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .FirstOrDefault(name => Prefixes.Any(prefix => name.Equals(prefix + usual, StringComparison.OrdinalIgnoreCase))) ?? usual;
    }
}
