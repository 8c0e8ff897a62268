namespace AIKernel.LocalServers;

/// <summary>Folders for servers that live no longer than a test run.</summary>
internal static class TemporaryFolder
{
    /// <summary>Open to other users for passing through, so that PostgreSQL's own user gets to its data.</summary>
    public static string Create(string purpose)
    {
        var folder = Directory.CreateTempSubdirectory($"aikernel-{purpose}-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

        return folder;
    }

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
