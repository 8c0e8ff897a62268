using AIKernel.Caching.Methods;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Methods;

/// <summary>A service as anybody would write it.</summary>
internal interface IAgents
{
    [Cached("agent", 1800, Tags = ["agent:{id}", "agents"], JitterPercent = 0, AbsentSeconds = 60)]
    Task<Agent?> GetAsync(Guid id, CancellationToken cancellationToken = default);

    [Cached("agent", 60, Tags = ["agents"], JitterPercent = 0, FailSafeSeconds = 300)]
    ValueTask<IReadOnlyList<long>> ListAsync(AgentQuery query, CancellationToken cancellationToken);

    [Cached("agent", 60, TimeBound = true, JitterPercent = 0)]
    ValueTask<long> CountAsync();

    [Writes]
    Task RenameAsync(Guid id, long name);

    [Writes]
    ValueTask<bool> RemoveAsync(Guid id);

    Task<long> AskAsync(long number, CancellationToken cancellationToken);
    T Echo<T>(T value);
    void Exchange(ref int left, out int right, in int sum);
    long Calls { get; set; }
    event Action? Changed;
}

internal sealed record Agent(Guid Id, long Name);

internal sealed record AgentQuery(string? Kind, IReadOnlyList<int> Sizes);

/// <summary>Reads and writes the simulated database: values under the tag of their agent.</summary>
internal sealed class Agents(CacheHarness node) : IAgents
{
    public long Calls { get; set; }

    public event Action? Changed;

    public static string KeyOf(Guid id) => $"agent:{id:D}";

    public Task<Agent?> GetAsync(Guid id, CancellationToken cancellationToken) => node.Traffic.CrossAsync(
        new(node.Name, CallKind.Load, KeyOf(id)), () => node.Database.Read(KeyOf(id)) is { } name ? new Agent(id, name) : null, cancellationToken).AsTask();

    public async ValueTask<IReadOnlyList<long>> ListAsync(AgentQuery query, CancellationToken cancellationToken) => await node.Traffic.CrossAsync(
        new(node.Name, CallKind.Load, "list"), () => (IReadOnlyList<long>)[.. query.Sizes.Select(static size => (long)size), node.Database.Read("agents") ?? 0], cancellationToken);

    public ValueTask<long> CountAsync() => node.Traffic.CrossAsync(new(node.Name, CallKind.Load, "count"), () => node.Database.Read("agents") ?? 0, CancellationToken.None);

    public async Task RenameAsync(Guid id, long name)
    {
        await Task.Yield();
        node.Database.Write(KeyOf(id), name);
    }

    public ValueTask<bool> RemoveAsync(Guid id)
    {
        if (node.Database.Read(KeyOf(id)) is null) throw new KeyNotFoundException("no such agent");
        node.Database.Write(KeyOf(id), null);
        return new(true);
    }

    public Task<long> AskAsync(long number, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Changed?.Invoke();
        return Task.FromResult(++Calls + number);
    }

    public T Echo<T>(T value) => value is Exception fault ? throw fault : value;

    public void Exchange(ref int left, out int right, in int sum) => (right, left) = (left, sum - left);
}
