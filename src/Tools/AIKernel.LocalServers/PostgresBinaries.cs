using System.Globalization;
using System.Text.RegularExpressions;

namespace AIKernel.LocalServers;

/// <summary>An installed PostgreSQL: the folder of its programs and its major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    public const int Oldest = 13;

    private static readonly string[] Roots =
        ["/usr/lib/postgresql", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql@*", "/usr/local/opt/postgresql@*"];

    public string Server => Path.Combine(Folder, "postgres");

    public string InitDb => Path.Combine(Folder, "initdb");

    /// <summary>
    /// The one on <c>PATH</c>, else the newest in the places where packages put them; data that exists decides the
    /// version.
    /// </summary>
    /// <param name="dataMajor">The major version that wrote the data, if there is any.</param>
    /// <param name="ct">Ends the search.</param>
    public static async Task<PostgresBinaries> FindAsync(int? dataMajor, CancellationToken ct)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Folders().Where(IsComplete))
        {
            var answer = await Command.RunAsync(
                [Path.Combine(folder, "postgres"), "--version"], environment: UnpackedServers.EnvironmentFor(folder), ct: ct);
            if (VersionNumber().Match(answer.Output) is { Success: true } match)
                found.Add(new(folder, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        }

        return Choose(found, dataMajor);
    }

    /// <summary>Takes the first that is new enough and fits the data, or says what is missing.</summary>
    public static PostgresBinaries Choose(IReadOnlyList<PostgresBinaries> found, int? dataMajor)
    {
        if (found.FirstOrDefault(one => one.Major >= Oldest && (dataMajor is null || one.Major == dataMajor)) is { } fits)
            return fits;

        var seen = found.Count == 0 ? "none was found" : $"found: {string.Join(", ", found.Select(one => $"{one.Major} in {one.Folder}"))}";
        throw new LocalServerException(found.Any(one => one.Major >= Oldest)
            ? $"The data was written by PostgreSQL {dataMajor}, which is not installed ({seen}). Install it, or start afresh."
            : $"PostgreSQL {Oldest} or newer is needed (programs postgres and initdb); {seen}.");
    }

    private static IEnumerable<string> Folders() =>
        Programs.SearchPath().Concat(UnpackedServers.PostgresRoots().Concat(Roots).SelectMany(Installed));

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "postgres")) && Programs.CanRun(Path.Combine(folder, "postgres")) && Programs.CanRun(Path.Combine(folder, "initdb"));

    // "/usr/lib/postgresql" holds a folder per version, the others are one.
    private static IEnumerable<string> Installed(string root)
    {
        var parent = Path.GetDirectoryName(root)!;
        var pattern = root.Contains('*', StringComparison.Ordinal) ? root : Path.Combine(root, "*");
        parent = root.Contains('*', StringComparison.Ordinal) ? parent : root;
        return !Directory.Exists(parent)
            ? []
            : Directory.EnumerateDirectories(parent, Path.GetFileName(pattern))
                .OrderByDescending(folder => TrailingNumber().Match(folder).Value is { Length: > 0 } number ? int.Parse(number, CultureInfo.InvariantCulture) : 0)
                .Select(folder => Path.Combine(folder, "bin"));
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionNumber();

    [GeneratedRegex(@"\d+$")]
    private static partial Regex TrailingNumber();
}
