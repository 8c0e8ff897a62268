namespace AIKernel.LocalServers;

/// <summary>Programs as the shell would find them.</summary>
internal static class Programs
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin");

    /// <summary>A file that can be run: not the link that a removed package left behind.</summary>
    public static bool CanRun(string path)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
        return file is FileInfo { Exists: true } && (OperatingSystem.IsWindows() || (file.UnixFileMode & AnyExecute) != 0);
    }
}
