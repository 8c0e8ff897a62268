namespace AIKernel.Cli.Stack;

/// <summary>Where the checkout and the node's program are; two variables override what is found.</summary>
internal static class Installation
{
    public static string Home => Environment.GetEnvironmentVariable("AIKERNEL_HOME") is { Length: > 0 } home ? home : Above(AppContext.BaseDirectory);

    public static string Demo => Path.Combine(Home, "demo");

    /// <summary>The API as built beside this program, in the same configuration.</summary>
    public static string Node
    {
        get
        {
            if (Environment.GetEnvironmentVariable("AIKERNEL_NODE") is { Length: > 0 } node)
                return node;

            var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
            return Path.GetFullPath(Path.Combine(here, "../../AIKernel.Catalog.Api", Path.GetFileName(here), "AIKernel.Catalog.Api.dll"));
        }
    }

    private static string Above(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            if (File.Exists(Path.Combine(place.FullName, "AIKernel.sln")))
                return place.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
