using AIKernel.Catalog.Api.Configuration.Check;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>Begins the host with every source of settings; a source that cannot be read at all is a sentence, not a crash.</summary>
internal static class HostBuilding
{
    /// <summary>The builder; null where a source cannot be read, and <paramref name="fault"/> says which.</summary>
    public static WebApplicationBuilder? Begin(string[] args, out string fault)
    {
        fault = "";
        try
        {
            var builder = WebApplication.CreateBuilder(CheckCommand.Without(args));
            builder.AddSettingsSources();
            return builder;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FileNotFoundException)
        {
            // The reader's own words are inside: which line, and what stands there in place of what.
            fault = $"{unreadable.Message} {unreadable.GetBaseException().Message}".Replace(Environment.NewLine, " ", StringComparison.Ordinal);
        }
        catch (FormatException)
        {
            // The word itself is not repeated: it may hold a secret.
            fault = "A word of the command line is no setting: expected --Section:Setting=value.";
        }
        return null;
    }
}
