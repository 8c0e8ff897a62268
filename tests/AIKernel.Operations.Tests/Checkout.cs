using System.Runtime.CompilerServices;

namespace AIKernel.Operations.Tests;

/// <summary>Where the files are that the tests are about: as they lie in the checkout, not as a build copied them.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string Infrastructure => Path.Combine(Root, "infrastructure");

    public static string Manifests => Path.Combine(Infrastructure, "k8s");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find([CallerFilePath] string source = "")
    {
        var folder = Path.GetDirectoryName(source);
        while (folder is not null && !File.Exists(Path.Combine(folder, "AIKernel.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No AIKernel.sln above {source}.");
    }
}
