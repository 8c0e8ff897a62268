namespace AIKernel.TestKit.Caching;

/// <summary>What crosses from a node to the world around it.</summary>
internal enum CallKind
{
    /// <summary>One read of the shared tier.</summary>
    Get,
    /// <summary>One read of several keys of the shared tier.</summary>
    GetMany,
    /// <summary>One write to the shared tier.</summary>
    Set,
    /// <summary>An attempt to take a lease.</summary>
    Lease,
    /// <summary>A lease given back, with or without an answer.</summary>
    Settle,
    /// <summary>A hint that the journal has grown.</summary>
    Hint,
    /// <summary>A health probe of the shared tier.</summary>
    Probe,
    /// <summary>A load from the database.</summary>
    Load,
    /// <summary>A read of the journal.</summary>
    Journal,
}

/// <summary>One call on its way.</summary>
internal sealed record Call(string Node, CallKind Kind, string Key);

/// <summary>
/// The network between a node and the fakes. A call arrives, takes effect, and returns; an implementation decides when
/// each of these happens, or whether.
/// </summary>
internal abstract class Traffic
{
    /// <summary>Lets a call through in its own way; the effect is what the other side does, in one moment.</summary>
    public abstract ValueTask<T> CrossAsync<T>(Call call, Func<T> effect, CancellationToken cancellationToken);
}
