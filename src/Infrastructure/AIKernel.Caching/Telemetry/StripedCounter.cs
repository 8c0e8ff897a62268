using System.Runtime.InteropServices;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// A counter that many threads raise without sharing a cache line: one padded cell per core, summed when read.
/// Exact: each cell is raised atomically. Raising allocates nothing.
/// </summary>
internal sealed class StripedCounter
{
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(64)] public long Value;
    }

    private static readonly int Mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount) - 1;
    private readonly Cell[] _cells = new Cell[Mask + 1];

    public void Increment() => Interlocked.Increment(ref _cells[Thread.GetCurrentProcessorId() & Mask].Value);

    public void Add(long amount) => Interlocked.Add(ref _cells[Thread.GetCurrentProcessorId() & Mask].Value, amount);

    public long Value
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < _cells.Length; i++) sum += Volatile.Read(ref _cells[i].Value);
            return sum;
        }
    }
}
