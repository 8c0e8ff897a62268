using System.Reflection;

namespace AIKernel.Catalog.Persistence.Migrations;

/// <summary>The SQL files beside this one, which travel inside the assembly.</summary>
internal static class SqlScript
{
    public static string Read(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"{typeof(SqlScript).Namespace}.{name}.sql")
            ?? throw new InvalidOperationException($"The script {name}.sql is not part of the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
