using Spectre.Console;

namespace AIKernel.Cli;

/// <summary>Colours and moving bars on a terminal; plain lines, never wrapped, into a pipe or a file.</summary>
internal static class Terminal
{
    private const int PlainWidth = 240;

    public static IAnsiConsole Open() => Console.IsOutputRedirected ? Plain(Console.Out) : AnsiConsole.Console;

    /// <summary>A console that writes no escape sequence whatever the environment promises about its terminal.</summary>
    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = PlainWidth;
        return console;
    }

    public static bool IsPlain(this IAnsiConsole console) => !console.Profile.Capabilities.Ansi;

    /// <summary>A line of text as it is: no markup, no wrapping, so that commands can be copied.</summary>
    public static void Say(this IAnsiConsole console, string line)
    {
        try
        {
            console.Profile.Out.Writer.WriteLine(line);
        }
        catch (IOException)
        {
            // The terminal was closed. Nobody reads any more, and what is running must still be stopped.
        }
    }

    /// <summary>Says what went wrong where errors belong.</summary>
    public static async Task<int> FailAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync(message);
        return exitCode;
    }
}
