using System.Globalization;
using System.Text.RegularExpressions;

namespace AIKernel.LocalServers;

/// <summary>An installed Redis server.</summary>
internal sealed partial record RedisBinary(string Path, int Major)
{
    public const int Oldest = 6;

    public static async Task<RedisBinary> FindAsync(CancellationToken ct)
    {
        string[] folders = [.. Programs.SearchPath(), .. UnpackedServers.Folders(), "/opt/homebrew/bin", "/usr/local/bin"];
        var path = Programs.Find("redis-server", folders)
            ?? throw new LocalServerException($"Redis {Oldest} or newer is needed (program redis-server); none was found.");

        var answer = await Command.RequireAsync(
            "Asking redis-server for its version", [path, "--version"], environment: UnpackedServers.EnvironmentFor(path), ct: ct);
        return Judge(path, answer);
    }

    /// <summary>Reads "Redis server v=7.0.15 …".</summary>
    public static RedisBinary Judge(string path, string answer)
    {
        var match = VersionNumber().Match(answer);
        var major = match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return major >= Oldest
            ? new RedisBinary(path, major)
            : throw new LocalServerException($"Redis {Oldest} or newer is needed; {path} says: {answer.Trim()}");
    }

    [GeneratedRegex(@"v=(\d+)\.")]
    private static partial Regex VersionNumber();
}
