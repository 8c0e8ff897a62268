using AIKernel.Catalog.Api.Configuration.Sections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>What is said of settings that are wrong.</summary>
internal static class Faults
{
    /// <summary>Of one section, in Production.</summary>
    public static IReadOnlyList<string> Of<TSection>(params (string Path, string? Value)[] settings) => In<TSection>(Environments.Production, settings);

    public static IReadOnlyList<string> In<TSection>(string environment, params (string Path, string? Value)[] settings) =>
        SettingsFaults.In(SettingsSection.Of(typeof(TSection)), Configuration(settings), new Surroundings(environment));

    /// <summary>Of everything, in Production.</summary>
    public static IReadOnlyList<string> OfAll(IConfiguration configuration) => SettingsFaults.In(configuration, new Surroundings(Environments.Production));

    public static IConfigurationRoot Configuration(params (string Path, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Path, setting.Value))).Build();

    private sealed class Surroundings(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
