namespace AIKernel.Compat.Tests;

internal static class Allocations
{
    /// <summary>
    /// True if the action can run without allocating. The first runs may allocate inside the runtime itself, while it compiles;
    /// an action that allocates of its own accord does so each time.
    /// </summary>
    internal static bool None(Action action)
    {
        for (var run = 0; run < 20; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            if (GC.GetAllocatedBytesForCurrentThread() == before) return true;
        }

        return false;
    }
}
