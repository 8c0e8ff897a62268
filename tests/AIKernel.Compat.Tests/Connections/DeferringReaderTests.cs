using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Pipelines.Sockets.Unofficial.Connections;

namespace AIKernel.Compat.Tests.Connections;

public sealed class DeferringReaderTests : IDisposable
{
    private readonly CountingPool _pool = new();
    private readonly Pipe _pipe;
    private readonly DeferringReader _reader;

    public DeferringReaderTests()
    {
        _pipe = new Pipe(new PipeOptions(_pool, useSynchronizationContext: false));
        _reader = new DeferringReader(_pipe.Reader);
    }

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_completion_in_mid_parse_leaves_the_buffers_until_the_read_is_closed(bool synchronously)
    {
        await _pipe.Writer.WriteAsync("hello"u8.ToArray());
        await _pipe.Writer.CompleteAsync();
        ReadResult read;
        if (synchronously) Assert.True(_reader.TryRead(out read));
        else read = await _reader.ReadAsync();

        await Task.Run(() => _reader.Complete());
        Assert.Equal(0, _pool.Returned);
        Assert.Equal("hello"u8.ToArray(), read.Buffer.ToArray());
        _reader.AdvanceTo(read.Buffer.Start);
        Assert.Equal(1, _pool.Returned);
        Assert.Throws<InvalidOperationException>(() => _reader.TryRead(out _));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _reader.ReadAsync());
    }

    [Fact]
    public async Task Outside_a_read_a_completion_takes_effect_at_once()
    {
        await _pipe.Writer.WriteAsync("hello"u8.ToArray());
        Assert.True(_reader.TryRead(out var read));
        _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        Assert.False(_reader.TryRead(out _));
        _reader.Complete();
        _reader.Complete(new InvalidOperationException("only the first counts"));
        Assert.True((await _pipe.Writer.FlushAsync()).IsCompleted);
    }

    [Fact]
    public async Task A_completion_wakes_a_read_that_waits_for_bytes()
    {
        var reading = _reader.ReadAsync().AsTask();
        _reader.Complete();
        var read = await reading.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(read.IsCanceled);
        _reader.AdvanceTo(read.Buffer.End);
        Assert.True((await _pipe.Writer.FlushAsync()).IsCompleted);
    }

    [Fact]
    public async Task A_read_that_ends_while_it_is_being_awaited_goes_on_where_the_pipe_says_and_not_in_the_thread_pool()
    {
        var scheduler = new Recorder();
        var pipe = new Pipe(new PipeOptions(readerScheduler: scheduler, useSynchronizationContext: false));
        IValueTaskSource<ReadResult> source = new DeferringReader(pipe.Reader);
        var token = Start((PipeReader)source);
        Assert.Equal(ValueTaskSourceStatus.Pending, source.GetStatus(token));
        await pipe.Writer.WriteAsync(new byte[1]);
        var ran = false;
        source.OnCompleted(_ => ran = true, null, token, ValueTaskSourceOnCompletedFlags.None);
        Assert.False(ran);
        Assert.NotNull(scheduler.Run);
        scheduler.Run();
        Assert.True(ran);
        Assert.Equal(1, LengthOf(source, token));
        Assert.Throws<InvalidOperationException>(() => LengthOf(source, (short)(token + 1)));
    }

    [Fact]
    public async Task A_failed_read_is_closed_and_the_failure_passed_on()
    {
        await _pipe.Writer.CompleteAsync(new IOException("broken"));
        await Assert.ThrowsAsync<IOException>(async () => await _reader.ReadAsync());
        Assert.Throws<IOException>(() => _reader.TryRead(out _));
        _reader.Complete();
        Assert.Equal(0, _pool.Rented - _pool.Returned);
    }

    [Fact]
    public async Task When_completion_and_parsing_race_no_buffer_is_returned_under_the_parser()
    {
        for (var run = 0; run < 3000; run++)
        {
            using var pool = new CountingPool();
            var pipe = new Pipe(new PipeOptions(pool, useSynchronizationContext: false));
            var reader = new DeferringReader(pipe.Reader);
            await pipe.Writer.WriteAsync(new byte[100]);
            await pipe.Writer.CompleteAsync();
            var completing = Task.Run(() => reader.Complete());
            try
            {
                while (reader.TryRead(out var read))
                {
                    Assert.Equal(0, pool.Returned);
                    reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                }
            }
            catch (InvalidOperationException)
            {
                // The completion has won.
            }

            await completing;
            Assert.Equal(1, pool.Returned);
        }
    }

    /// <summary>Starts a first read whose result is then taken from the source itself.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "The test stands in for the one awaiter.")]
    private static short Start(PipeReader reader)
    {
        _ = reader.ReadAsync();
        return 1;
    }

    private static long LengthOf(IValueTaskSource<ReadResult> source, short token) => source.GetResult(token).Buffer.Length;

    private sealed class Recorder : PipeScheduler
    {
        internal Action? Run { get; private set; }

        public override void Schedule(Action<object?> action, object? state) => Run = () => action(state);
    }

    private sealed class CountingPool : MemoryPool<byte>
    {
        private int _returned;

        internal int Rented { get; private set; }

        internal int Returned => Volatile.Read(ref _returned);

        public override int MaxBufferSize => 4096;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            Rented++;
            return new Block(this);
        }

        protected override void Dispose(bool disposing)
        {
        }

        private sealed class Block(CountingPool pool) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory { get; } = new byte[4096];

            public void Dispose() => Interlocked.Increment(ref pool._returned);
        }
    }
}
