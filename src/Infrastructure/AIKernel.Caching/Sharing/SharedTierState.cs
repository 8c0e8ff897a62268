namespace AIKernel.Caching.Sharing;

/// <summary>The shared tier's circuit, as operators see it.</summary>
public enum SharedTierState
{
    /// <summary>In use.</summary>
    Closed,
    /// <summary>One call is being tried.</summary>
    HalfOpen,
    /// <summary>Left alone after failures.</summary>
    Open,
    /// <summary>None is configured.</summary>
    None,
}

/// <summary>What a guarded call brought.</summary>
/// <param name="Answered">False when the shared tier failed, was late or is left alone.</param>
/// <param name="Value">The answer; default where there is none.</param>
internal readonly record struct SharedAnswer<T>(bool Answered, T Value);
