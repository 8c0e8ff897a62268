namespace AIKernel.Caching.Memory;

/// <summary>
/// The clock that expiry and certification are judged on: monotonic milliseconds kept by the kernel. A struct type
/// parameter, so that the test seam costs nothing. It must be right at once after the process was stopped and
/// continued, which a field updated by a timer thread is not.
/// </summary>
internal interface IKernelClock
{
    /// <summary>Milliseconds since some fixed moment.</summary>
    long Now { get; }
}

/// <summary>The kernel's own clock. It stands still while a virtual machine is paused without its guest's knowledge.</summary>
internal readonly struct SystemKernelClock : IKernelClock
{
    public long Now => Environment.TickCount64;
}
