using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>A call between a node and the world: it takes effect in one step and returns in another, or does neither.</summary>
internal abstract class PendingCall(Call call, int? client, TimeSpan startedAt)
{
    public Call Call { get; } = call;
    /// <summary>Who makes the call; null for the shared work of a flight and for the follower.</summary>
    public int? Client { get; } = client;
    public TimeSpan StartedAt { get; } = startedAt;
    /// <summary>Tells calls apart that are alike otherwise.</summary>
    public int Number { get; set; }
    /// <summary>The step in which it took effect.</summary>
    public int? ExecutedAt { get; private set; }
    /// <summary>Whether the caller has stopped waiting: it may still take effect.</summary>
    public bool Abandoned { get; set; }
    /// <summary>Whether it is the call of a flight that everybody has left.</summary>
    public bool Orphaned { get; set; }
    /// <summary>How many flights wait for it: those of a batch wait for the same one.</summary>
    public int Flights => Call.Kind is CallKind.GetMany or CallKind.Load ? Call.Key.Split(' ').Length : 1;
    /// <summary>Whether the other side goes on when the caller cancels.</summary>
    public bool Deaf { get; set; }

    public void Execute(int step)
    {
        Run();
        ExecutedAt = step;
    }

    /// <summary>Says that it took effect, though it did not.</summary>
    public void Pretend(int step) => ExecutedAt = step;

    public abstract void Deliver();

    public abstract void Fail(Exception fault);

    public abstract object? Result { get; }

    /// <summary>The same call once more, which nobody waits for.</summary>
    public abstract PendingCall Repeat();

    protected abstract void Run();

    public override string ToString() => $"{Call.Node} {Call.Kind} {Call.Key}{(Client is { } client ? $" of {client}" : "")}{(Abandoned ? " (abandoned)" : "")}{(Orphaned ? " (orphaned)" : "")}";
}

internal sealed class PendingCall<T>(Call call, int? client, TimeSpan startedAt, Func<T> effect) : PendingCall(call, client, startedAt)
{
    // Continuations run where the call is delivered, on the driver's thread.
    private readonly TaskCompletionSource<T> _source = new();
    private T _result = default!;

    public Task<T> Task => _source.Task;

    public override object? Result => _result;

    public override void Deliver() => _source.TrySetResult(_result);

    public override void Fail(Exception fault) => _source.TrySetException(fault);

    public override PendingCall Repeat() => new PendingCall<T>(Call, null, StartedAt, effect) { Abandoned = true };

    protected override void Run() => _result = effect();
}
