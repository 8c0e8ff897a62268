using System.Globalization;

namespace AIKernel.Cli;

/// <summary>What the caller asked for.</summary>
internal abstract record Invocation;

internal sealed record RunStack(int Port, int Nodes, string? State, bool Fresh) : Invocation;

internal sealed record ImportFile(string File, Uri? Url, string? State) : Invocation;

/// <summary>The words after <c>key</c>, which the node's program understands.</summary>
internal sealed record ManageKeys(IReadOnlyList<string> Words, string? State) : Invocation;

/// <summary>What the nodes would be configured with: the words that are settings, which the node's program understands.</summary>
internal sealed record CheckConfiguration(IReadOnlyList<string> Words, string? State) : Invocation;

internal sealed record ShowHelp : Invocation;

/// <summary>A command line that makes no sense, and why.</summary>
internal sealed record Misuse(string Message) : Invocation;

/// <summary>Reads the words after <c>./run</c>. Options may be written <c>--port 8080</c> or <c>--port=8080</c>.</summary>
internal static class CommandLine
{
    /// <summary>Asks for the configuration, here and of the node's program.</summary>
    public const string CheckWord = "--check-config";

    private const int MostNodes = 16;

    public static Invocation Parse(IReadOnlyList<string> words)
    {
        if (words.Any(word => word is "--help" or "-h" or "help"))
            return new ShowHelp();

        if (words is ["key", ..])
            return ForNode(words.Skip(1), static (rest, state) => new ManageKeys(rest, state));
        if (words.Contains(CheckWord))
            return ForNode(words.Where(static word => word != CheckWord), static (rest, state) => new CheckConfiguration(rest, state));

        var import = words is ["import", ..];
        string[] known = import ? ["--url", "--state"] : ["--port", "--nodes", "--state"];
        var options = new Dictionary<string, string>();
        var others = new List<string>();
        var rest = new Queue<string>(words.Skip(import ? 1 : 0));
        while (rest.TryDequeue(out var word))
        {
            var (name, attached) = Split(word);
            if (known.Contains(name))
            {
                if ((attached ?? (rest.TryDequeue(out var next) ? next : null)) is not { Length: > 0 } value)
                    return new Misuse($"{name} needs a value.");
                options[name] = value;
            }
            else
            {
                others.Add(word);
            }
        }

        return import ? Import(options, others) : Run(options, others);
    }

    private static Invocation Run(Dictionary<string, string> options, List<string> others)
    {
        if (others.FirstOrDefault(word => word != "--fresh") is { } unknown)
            return new Misuse($"'{unknown}' is neither an option nor a command.");
        if (Number(options, "--port", 8080, 65_535) is not { } port)
            return new Misuse("--port is a number from 1 to 65535.");
        if (Number(options, "--nodes", 1, MostNodes) is not { } nodes)
            return new Misuse($"--nodes is a number from 1 to {MostNodes}.");
        if (port + nodes - 1 > 65_535)
            return new Misuse($"{nodes} nodes from port {port} on go past port 65535.");

        return new RunStack(port, nodes, options.GetValueOrDefault("--state"), others.Count > 0);
    }

    private static Invocation Import(Dictionary<string, string> options, List<string> others)
    {
        if (others.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal)) is { } unknown)
            return new Misuse($"import has no option '{unknown}'.");
        if (others is not [var file])
            return new Misuse("import needs exactly one file.");
        if (!options.TryGetValue("--url", out var text))
            return new ImportFile(file, null, options.GetValueOrDefault("--state"));

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? new ImportFile(file, url, options.GetValueOrDefault("--state"))
            : new Misuse("--url is an address such as http://127.0.0.1:8080.");
    }

    // The node's program reads them; only the folder is for here.
    private static Invocation ForNode(IEnumerable<string> said, Func<IReadOnlyList<string>, string?, Invocation> invocation)
    {
        var words = said.ToList();
        var at = words.FindIndex(static word => Split(word).Name == "--state");
        if (at < 0)
            return invocation(words, null);

        var attached = Split(words[at]).Value;
        var value = attached ?? words.ElementAtOrDefault(at + 1);
        return string.IsNullOrEmpty(value)
            ? new Misuse("--state needs a value.")
            : invocation([.. words.Take(at), .. words.Skip(at + (attached is null ? 2 : 1))], value);
    }

    private static (string Name, string? Value) Split(string word)
    {
        var at = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
        return at < 0 ? (word, null) : (word[..at], word[(at + 1)..]);
    }

    private static int? Number(Dictionary<string, string> options, string name, int absent, int most)
    {
        if (!options.TryGetValue(name, out var text))
            return absent;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : null;
    }
}
