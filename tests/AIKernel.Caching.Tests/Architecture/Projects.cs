using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace AIKernel.Caching.Tests.Architecture;

/// <summary>The projects of the repository as their files tell them.</summary>
internal static class Projects
{
    /// <summary>A project's references to projects and packages, whatever condition they are under.</summary>
    internal sealed record Project(string Name, string Folder, IReadOnlyList<string> References, IReadOnlyList<string> Packages);

    public static IReadOnlyDictionary<string, Project> All { get; } = Directory
        .EnumerateFiles(Root(), "*.csproj", SearchOption.AllDirectories)
        .Select(static path => Path.GetRelativePath(Root(), path).Replace('\\', '/'))
        .Where(static path => path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal) || path.StartsWith("benchmarks/", StringComparison.Ordinal))
        .Select(Load)
        .ToDictionary(static project => project.Name, StringComparer.Ordinal);

    /// <summary>Everything a project refers to, directly or through others.</summary>
    public static IReadOnlySet<string> Closure(string name)
    {
        var (closure, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>(All[name].References));
        while (open.TryPop(out var next))
            if (closure.Add(next))
                foreach (var further in All[next].References) open.Push(further);
        return closure;
    }

    private static Project Load(string path)
    {
        var document = XDocument.Load(Path.Combine(Root(), path));
        return new(
            Path.GetFileNameWithoutExtension(path),
            path[..path.IndexOf('/', path.IndexOf('/', StringComparison.Ordinal) + 1)],
            [.. Includes(document, "ProjectReference").Select(static include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))],
            [.. Includes(document, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XDocument document, string element) => document.Descendants(element).Select(static one => one.Attribute("Include")?.Value).OfType<string>();

    /// <summary>Found upward from where the tests run, else from where they were compiled: outputs may lie elsewhere.</summary>
    private static string Root([CallerFilePath] string source = "") =>
        Upward(AppContext.BaseDirectory) ?? Upward(Path.GetDirectoryName(source)!) ?? throw new InvalidOperationException("The repository's root is not found.");

    private static string? Upward(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "AIKernel.sln"))) folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
