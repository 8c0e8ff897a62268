using System.Globalization;
using System.Threading.Channels;

namespace AIKernel.Benchmarks.Storm;

/// <summary>
/// The orders to a process, read by a thread of its own: the thread pool is to be measured whole, and the end of the input
/// is to be noticed whatever goes on.
/// </summary>
internal sealed class StormOrders
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public StormOrders(TextReader input) => new Thread(() =>
    {
        while (input.ReadLine() is { } line) _lines.Writer.TryWrite(line);
        _lines.Writer.Complete();
    }) { IsBackground = true }.Start();

    /// <summary>Completes when the parent has nothing more to say, or is gone.</summary>
    public Task Ended => _lines.Reader.Completion;

    /// <summary>The next line; null at the end.</summary>
    public async Task<string?> NextAsync() => await _lines.Reader.WaitToReadAsync() && _lines.Reader.TryRead(out var line) ? line : null;
}

/// <summary>One order to a process: so many callers ask for this id, which takes so long to load.</summary>
internal sealed record StormOrder(Guid Id, int Callers, TimeSpan Loading, bool IsPeer = false)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {Callers} {Loading.TotalMilliseconds} {IsPeer}");

    public static StormOrder Parse(string line)
    {
        var words = line.Split(' ');
        return new(Guid.Parse(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(double.Parse(words[2], CultureInfo.InvariantCulture)), bool.Parse(words[3]));
    }
}
