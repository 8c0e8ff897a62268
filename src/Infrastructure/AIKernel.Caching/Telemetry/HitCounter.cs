using System.Runtime.CompilerServices;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// A counter for the hottest path: every thread raises a cell of its own, which no other thread writes, so that raising
/// it is a plain addition. Exact: a cell has one writer, and the cells of a thread that has ended are kept.
/// </summary>
internal sealed class HitCounter
{
    private static readonly Lock Registry = new();
    private static readonly List<Cells> Living = [];
    private static long[] _ofEndedThreads = [];
    private static int _counters;

    [ThreadStatic] private static Owner? _mine;

    private readonly int _index = Interlocked.Increment(ref _counters) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Increment()
    {
        if (_mine is { } mine && (uint)_index < (uint)mine.Cells.Values.Length) mine.Cells.Values[_index]++;
        else IncrementFirst();
    }

    /// <summary>The sum over all threads.</summary>
    public long Value
    {
        get
        {
            lock (Registry)
            {
                var sum = Cell(_ofEndedThreads);
                foreach (var cells in Living) sum += Cell(cells.Values);
                return sum;
            }
        }
    }

    private long Cell(long[] values) => _index < values.Length ? Volatile.Read(ref values[_index]) : 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void IncrementFirst()
    {
        lock (Registry)
        {
            if (_mine is null)
            {
                _mine = new();
                Living.Add(_mine.Cells);
            }
            // Only this thread writes its cells, so none of its counts is lost on the way.
            Array.Resize(ref _mine.Cells.Values, Math.Max(_counters, 16));
            _mine.Cells.Values[_index]++;
        }
    }

    private sealed class Cells
    {
        public long[] Values = [];
    }

    /// <summary>Held by its thread alone: it is garbage when the thread has ended.</summary>
    private sealed class Owner
    {
        public Cells Cells { get; } = new();

        ~Owner()
        {
            lock (Registry)
            {
                if (_ofEndedThreads.Length < Cells.Values.Length) Array.Resize(ref _ofEndedThreads, Cells.Values.Length);
                for (var i = 0; i < Cells.Values.Length; i++) _ofEndedThreads[i] += Cells.Values[i];
                Living.Remove(Cells);
            }
        }
    }
}
