using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AIKernel.LocalServers;

/// <summary>
/// Where one private PostgreSQL keeps things. <c>data</c> is a plain folder, or, when the user PostgreSQL runs as
/// cannot get there (a clone under <c>/root</c>), a link to a folder of its own under <c>/var/tmp</c>.
/// </summary>
internal sealed class PostgresFolder(string directory)
{
    public string Root { get; } = Path.GetFullPath(directory);

    public string LogFile => Path.Combine(Root, "postgres.log");

    public string PasswordFile => Path.Combine(Root, "postgres.password");

    /// <summary>Where the data really is: what PostgreSQL is told, and what its pid file is checked against.</summary>
    public string Data => new DirectoryInfo(Link).LinkTarget ?? Link;

    /// <summary>The major version that wrote the data, or <see langword="null"/> when there is none that is whole.</summary>
    public int? DataMajor =>
        File.Exists(CompleteMark) && File.Exists(VersionFile)
            ? int.Parse(File.ReadAllText(VersionFile).Trim().Split('.')[0], CultureInfo.InvariantCulture)
            : null;

    private string Link => Path.Combine(Root, "data");

    private string VersionFile => Path.Combine(Data, "PG_VERSION");

    private string CompleteMark => Path.Combine(Root, ".initialised");

    private string Elsewhere =>
        $"/var/tmp/aikernel-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..12]}";

    /// <summary>Every folder a server of ours may be running on: a link may have been removed under it.</summary>
    public IEnumerable<string> Places => Data == Elsewhere ? [Data] : [Data, Elsewhere];

    /// <summary>Says that initialisation came to its end; without it, what is there is thrown away at the next start.</summary>
    public void MarkComplete() => PrivateFile.Write(CompleteMark, "");

    /// <summary>Makes an empty data folder that the server's user owns and can reach.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        if (!File.Exists(PasswordFile) && Directory.Exists(Link) && Directory.EnumerateFileSystemEntries(Link).Any())
            throw new LocalServerException($"{Link} holds data that was not made by this tool; choose another folder.");

        Erase();
        if (UnprivilegedUser.ForPostgres is not { } user)
        {
            Directory.CreateDirectory(Link);
            return;
        }

        var reachable = await Command.RunAsync([.. UnprivilegedUser.Become(user), "sh", "-c", "cd \"$0\"", Root], ct: ct);
        var place = reachable.Succeeded ? Link : Elsewhere;

        // mkdir fails when somebody else made it first; in /var/tmp that may be a trap.
        await Command.RequireAsync($"Making {place}", ["mkdir", "-m", "700", place], ct: ct);
        await Command.RequireAsync($"Giving {place} to {user}", ["chown", user, place], ct: ct);
        if (place != Link)
            Directory.CreateSymbolicLink(Link, place);
    }

    /// <summary>Removes the data, wherever it is, and what was known about it. The log stays.</summary>
    public void Erase()
    {
        File.Delete(CompleteMark);
        File.Delete(PasswordFile);
        if (new DirectoryInfo(Link) is { LinkTarget: not null } link)
            link.Delete();
        else if (Directory.Exists(Link))
            Directory.Delete(Link, recursive: true);

        if (Signals.IsRoot && Directory.Exists(Elsewhere))
            Directory.Delete(Elsewhere, recursive: true);
    }
}
