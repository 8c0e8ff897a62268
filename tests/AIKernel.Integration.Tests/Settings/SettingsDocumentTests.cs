using AIKernel.Catalog.Api.Configuration.Sections;
using Microsoft.Extensions.Configuration;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>docs/settings.md and the shipped files say what the classes say.</summary>
public sealed class SettingsDocumentTests
{
    private const string Variable = "AIKERNEL_WRITE_SETTINGS";

    [Fact]
    public void The_document_is_that_of_the_classes()
    {
        var written = SettingsDocument.Write();
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path) File.WriteAllText(path, written);
        var shipped = File.ReadAllText(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? file : Path.Combine(AppContext.BaseDirectory, "settings.md"));
        Assert.True(written == shipped, $"docs/settings.md is not that of the classes. Write it anew: {Variable}=$PWD/docs/settings.md dotnet test tests/AIKernel.Integration.Tests --filter SettingsDocument\n{FirstDifference(written, shipped)}");
    }

    [Fact]
    public void Every_setting_is_in_it_with_a_meaning() => Assert.All(
        SettingsSection.All.SelectMany(SettingsDocument.Settings), static setting => Assert.Contains($"| `{setting.Path}` |", SettingsDocument.Write(), StringComparison.Ordinal));

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("appsettings.Caching.json")]
    public void The_shipped_file_says_what_is_so_without_it(string file)
    {
        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, file)).Build();
        var named = 0;
        foreach (var section in SettingsSection.All)
        {
            var (options, defaults) = (section.Defaults(), section.Defaults());
            Assert.Empty(SectionReader.Read(section, shipped, options));
            var read = SettingPlace.In(options, section.Name).ToDictionary(static place => place.Path, static place => Text.Of(place.Shape == SettingShape.Value ? place.Value : null));
            Assert.Equal(SettingPlace.In(defaults, section.Name).ToDictionary(static place => place.Path, static place => Text.Of(place.Shape == SettingShape.Value ? place.Value : null)), read);
            named += shipped.GetSection(section.Name).GetChildren().Count();
        }
        Assert.NotEqual(0, named);
        Assert.DoesNotContain(StrayNames.In(shipped), static _ => true);
    }

    private static string FirstDifference(string written, string shipped)
    {
        var (should, has) = (written.Split('\n'), shipped.Split('\n'));
        var at = should.Zip(has).TakeWhile(static pair => pair.First == pair.Second).Count();
        return $"Line {at + 1} should be:\n{should.ElementAtOrDefault(at)}\nbut is:\n{has.ElementAtOrDefault(at)}";
    }
}
