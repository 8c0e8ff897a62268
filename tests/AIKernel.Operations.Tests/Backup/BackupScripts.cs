using System.Diagnostics;
using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Backup;

/// <summary>The shipped scripts, run with the programs of the servers that the tests start.</summary>
internal static class BackupScripts
{
    public static string Folder { get; } = Path.Combine(Checkout.Infrastructure, "scripts", "backup");

    /// <summary>Runs one to its end.</summary>
    /// <param name="script">Its name, for example <c>backup.sh</c>.</param>
    /// <param name="environment">What it is told in its environment.</param>
    /// <param name="arguments">What it is told on its command line.</param>
    public static async Task<Outcome> RunAsync(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(Folder, script), .. arguments]);
        string[] programs = [(await PostgresBinaries.FindAsync(null, CancellationToken.None)).Folder, Path.GetDirectoryName((await RedisBinary.FindAsync(CancellationToken.None)).Path)!];
        start.Environment["PATH"] = string.Join(':', [.. programs, Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"]);
        foreach (var (name, value) in programs.SelectMany(UnpackedServers.EnvironmentFor)) start.Environment[name] = value;
        foreach (var (name, value) in environment) start.Environment[name] = value.Replace("$PATH", start.Environment["PATH"], StringComparison.Ordinal);
        return await Shell.RunAsync(start);
    }

    /// <summary>Where the database is, in the way that the API is told.</summary>
    public static Dictionary<string, string> Database(string connectionString) => new() { ["ConnectionStrings__Catalog"] = connectionString };
}
