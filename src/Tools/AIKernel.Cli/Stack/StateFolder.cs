using AIKernel.LocalServers;

namespace AIKernel.Cli.Stack;

/// <summary>The folder that holds everything one stack keeps: data, logs, and the description of what runs.</summary>
internal sealed class StateFolder(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    public string StackFile => Path.Combine(Root, "stack.json");

    public string Postgres => Path.Combine(Root, "postgres");

    public string Redis => Path.Combine(Root, "redis");

    public string RedisOfState => Path.Combine(Root, "redis-state");

    public string DemoMark => Path.Combine(Root, "demo");

    public string NodeLog(int number) => Path.Combine(Root, "logs", $"node-{number}.log");

    /// <summary>The folder named by the caller, or <c>.local</c> in the checkout.</summary>
    public static StateFolder Locate(string? named) => new(named ?? Path.Combine(Installation.Home, ".local"));

    /// <summary>Throws away what former runs left, servers that still run on it included. Unpacked programs stay.</summary>
    public async Task EraseAsync()
    {
        await PostgresServer.EraseAsync(Postgres);
        foreach (var folder in new[] { Postgres, Redis, RedisOfState, Path.Combine(Root, "logs") }.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);

        File.Delete(DemoMark);
    }
}
