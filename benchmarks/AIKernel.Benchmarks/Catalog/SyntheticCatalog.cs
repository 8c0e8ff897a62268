using System.Text;

namespace AIKernel.Benchmarks.Catalog;

/// <summary>
/// A made-up catalog of the size of a Linux distribution: 63,000 packages and models in the bulk form, 248,000 edges, with
/// one package that 48,000 others need over nine levels. The same on every run.
/// </summary>
internal static class SyntheticCatalog
{
    public const int Resources = 63_000;
    public const int Relationships = 248_000;
    public const int Dependants = 48_000;
    public const int Levels = 9;

    private const int Seed = 20_250_101;
    private static readonly string[] Words = ["runtime", "vision", "speech", "parser", "kernel", "network", "storage", "graph", "token", "vector", "fast", "tiny", "open", "neural", "stream", "codec", "schema", "prompt", "agent", "index"];

    /// <summary>The package that everything rests on.</summary>
    public const string Root = "package:bench/lib-0-runtime-vision";

    /// <summary>Writes the file: resources first, then edges.</summary>
    public static async Task WriteAsync(string path)
    {
        var random = new Random(Seed);
        await using var output = new StreamWriter(path, append: false, new UTF8Encoding(false));
        for (var i = 0; i < Resources; i++) await output.WriteLineAsync(Resource(i, random));
        var written = new HashSet<long>();
        for (var i = 1; i <= Dependants; i++) await WriteEdgeAsync(output, written, i, PreviousLevel(i, random));
        while (written.Count < Relationships)
        {
            // Downwards only, so that depth stays what the levels say: a needs what lies on its own level's base or below.
            var from = random.Next(1, Resources);
            var to = from <= Dependants ? PreviousLevel(from, random) : Dependants + 1 + random.Next(Resources - Dependants - 1);
            if (from != to) await WriteEdgeAsync(output, written, from, to);
        }
    }

    private static async Task WriteEdgeAsync(StreamWriter output, HashSet<long> written, int from, int to)
    {
        if (!written.Add((long)from * Resources + to)) return;
        await output.WriteLineAsync($$"""{"op":"relate","source":"{{Reference(from)}}","type":"depends_on","target":"{{Reference(to)}}"}""");
    }

    /// <summary>Some node of the level above; level 1 hangs on the root. Each level is as large as any other.</summary>
    private static int PreviousLevel(int node, Random random)
    {
        const int size = Dependants / Levels + 1;
        var level = (node - 1) / size;
        return level == 0 ? 0 : 1 + (level - 1) * size + random.Next(size);
    }

    private static string Resource(int i, Random random)
    {
        var (a, b) = (Words[random.Next(Words.Length)], Words[random.Next(Words.Length)]);
        return $$$"""
            {"op":"upsert","kind":"package","namespace":"bench","name":"{{{Name(i)}}}","title":"The {{{a}}} {{{b}}} library {{{i}}}","description":"Provides {{{a}}} and {{{b}}} for programs that need {{{Words[i % Words.Length]}}}.","owner":"team-{{{i % 40}}}","tags":["{{{a}}}","{{{b}}}"],"labels":{"section":"{{{Words[i % 7]}}}"},"spec":{"size":{{{random.Next(1_000_000)}}},"license":"MIT"}}
            """;
    }

    private static string Name(int i) => $"lib-{i}-{Words[i % Words.Length]}-{Words[(i / Words.Length + 1) % Words.Length]}";

    private static string Reference(int i) => $"package:bench/{Name(i)}";
}
