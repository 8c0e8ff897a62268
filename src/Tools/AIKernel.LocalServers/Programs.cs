namespace AIKernel.LocalServers;

/// <summary>Programs as the shell would find them.</summary>
internal static class Programs
{
    public static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin");

    /// <summary>The first folder of the list that holds the program.</summary>
    public static string? Find(string program, IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
