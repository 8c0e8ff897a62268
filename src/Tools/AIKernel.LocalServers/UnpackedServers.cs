namespace AIKernel.LocalServers;

/// <summary>
/// Server packages that were unpacked beside the data rather than installed, so that no system service is touched:
/// the environment variable <c>AIKERNEL_SERVERS</c> names the folder. Their programs find their own libraries in it.
/// </summary>
internal static class UnpackedServers
{
    public const string Variable = "AIKERNEL_SERVERS";

    private static readonly string[] LibraryParents = ["usr/lib", "lib"];

    private static string? Root => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root ? Path.GetFullPath(root) : null;

    public static IEnumerable<string> PostgresRoots() => Root is { } root ? [Path.Combine(root, "usr/lib/postgresql")] : [];

    public static IEnumerable<string> Folders() => Root is { } root ? [Path.Combine(root, "usr/bin")] : [];

    /// <summary>The library path, for programs that lie in the unpacked tree and for no others.</summary>
    public static IReadOnlyDictionary<string, string?> EnvironmentFor(string path)
    {
        var environment = new Dictionary<string, string?>();
        if (Root is { } root && path.StartsWith(root + "/", StringComparison.Ordinal))
            environment["LD_LIBRARY_PATH"] = string.Join(':', LibraryFolders(root));

        return environment;
    }

    private static IEnumerable<string> LibraryFolders(string root) =>
        LibraryParents
            .Select(folder => Path.Combine(root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "*-linux-gnu*").Append(folder));
}
