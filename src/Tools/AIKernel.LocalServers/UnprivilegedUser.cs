namespace AIKernel.LocalServers;

/// <summary>PostgreSQL refuses to run as root, so root lends it another user.</summary>
internal static class UnprivilegedUser
{
    /// <summary>The user PostgreSQL runs as, or <see langword="null"/> when we are not root and it is our own.</summary>
    public static string? ForPostgres { get; } = Signals.IsRoot ? Find() : null;

    /// <summary>The words before a command that make it run as that user; the command keeps the process id.</summary>
    public static IEnumerable<string> Become(string? user, params string[] further)
    {
        IEnumerable<string> identity = user is null
            ? []
            : [$"--reuid={user}", $"--regid={PrimaryGroup(user)}", user == "nobody" ? "--clear-groups" : "--init-groups"];
        string[] options = [.. identity, .. further];
        return options.Length == 0 ? [] : ["setpriv", .. options, "--"];
    }

    private static string Find() => Passwd("postgres") is not null ? "postgres" : "nobody";

    private static string PrimaryGroup(string user) => Passwd(user)?.Split(':')[3] ?? "nogroup";

    private static string? Passwd(string user) =>
        File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith($"{user}:", StringComparison.Ordinal));
}
