using System.Globalization;
using System.Text.RegularExpressions;

namespace AIKernel.LocalServers;

/// <summary>An installed Redis server.</summary>
internal sealed partial record RedisBinary(string Path, int Major)
{
    public const int Oldest = 6;

    /// <summary>The first on the <c>PATH</c> or in the usual places that is new enough.</summary>
    public static async Task<RedisBinary> FindAsync(CancellationToken ct)
    {
        string[] folders = [.. Programs.SearchPath(), .. UnpackedServers.Folders(), "/opt/homebrew/bin", "/usr/local/bin"];
        var found = new List<RedisBinary>();
        foreach (var path in folders.Select(folder => System.IO.Path.Combine(folder, "redis-server")).Where(path => File.Exists(path) && Programs.CanRun(path)))
        {
            var answer = await Command.RunAsync([path, "--version"], environment: UnpackedServers.EnvironmentFor(path), ct: ct);
            found.Add(new(path, MajorOf(answer.Output)));
        }

        return Choose(found);
    }

    /// <summary>Takes the first that is new enough, or says what is missing.</summary>
    public static RedisBinary Choose(IReadOnlyList<RedisBinary> found) =>
        found.FirstOrDefault(one => one.Major >= Oldest)
        ?? throw new LocalServerException(
            $"Redis {Oldest} or newer is needed (program redis-server); " +
            (found.Count == 0 ? "none was found." : $"found: {string.Join(", ", found.Select(one => $"{one.Major} at {one.Path}"))}."));

    /// <summary>Reads "Redis server v=7.0.15 …"; 0 when that is not what it says.</summary>
    public static int MajorOf(string answer) =>
        VersionNumber().Match(answer) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"v=(\d+)\.")]
    private static partial Regex VersionNumber();
}
