namespace AIKernel.Cli;

/// <summary>The text that <c>./run --help</c> shows, also where nothing is built yet.</summary>
internal static class Help
{
    public static string Text
    {
        get
        {
            using var reader = new StreamReader(typeof(Help).Assembly.GetManifestResourceStream("Help.txt")!);
            return reader.ReadToEnd();
        }
    }

    public static int Print()
    {
        Console.Out.Write(Text);
        return ExitCodes.Success;
    }
}
