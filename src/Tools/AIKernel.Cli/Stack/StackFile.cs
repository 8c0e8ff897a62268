using System.Text.Json;
using AIKernel.LocalServers;

namespace AIKernel.Cli.Stack;

/// <summary>A server of the stack; without process id and port when it is somebody else's.</summary>
internal sealed record ServerEntry(string ConnectionString, int? Pid, int? Port);

internal sealed record NodeEntry(string Url, int Pid);

/// <summary>
/// <c>stack.json</c>: what runs and how to reach it, for tools and tests. It holds passwords (mode 0600), appears
/// whole when everything is ready, and goes when the stack stops.
/// </summary>
internal sealed record StackFile(ServerEntry Postgres, ServerEntry Redis, ServerEntry? State, IReadOnlyList<NodeEntry> Nodes)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Write(string path) => PrivateFile.Write(path, JsonSerializer.Serialize(this, Format) + "\n");

    /// <summary>The description a running or crashed stack left, or <see langword="null"/>.</summary>
    public static StackFile? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<StackFile>(File.ReadAllText(path), Format);
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static Uri? FirstNode(string path) => Read(path)?.Nodes is [var first, ..] ? new Uri(first.Url) : null;
}
