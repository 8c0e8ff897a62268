using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;

namespace AIKernel.Compat.Tests;

public sealed class SocketAwaitableEventArgsTests
{
    [Fact]
    public async Task It_awaits_a_connect_and_is_ready_for_a_second_operation()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var awaitable = new SocketAwaitableEventArgs(null);
        for (var time = 0; time < 3; time++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            awaitable.RemoteEndPoint = listener.LocalEndpoint;
            if (!socket.ConnectAsync(awaitable)) awaitable.Complete();
            await awaitable;
            Assert.True(socket.Connected);
        }
    }

    [Fact]
    public async Task A_refused_connect_throws_what_the_socket_said()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var awaitable = new SocketAwaitableEventArgs(null) { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1) };
        if (!socket.ConnectAsync(awaitable)) awaitable.Complete();
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await awaitable);
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }

    [Fact]
    public async Task An_abort_ends_the_wait_and_a_later_completion_is_ignored()
    {
        using var awaitable = new SocketAwaitableEventArgs(null);
        var waiting = Task.Run(async () => await awaitable);
        awaitable.Abort(SocketError.TimedOut);
        Assert.Equal(SocketError.TimedOut, (await Assert.ThrowsAsync<SocketException>(() => waiting)).SocketErrorCode);

        awaitable.Complete();
        Assert.True(awaitable.IsCompleted);
        awaitable.Abort(SocketError.TimedOut);
        Assert.Equal(0, await awaitable);
        Assert.False(awaitable.IsCompleted);
    }

    [Fact]
    public void The_result_before_the_end_is_a_mistake_of_the_caller()
    {
        using var awaitable = new SocketAwaitableEventArgs(null);
        Assert.False(awaitable.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => awaitable.GetResult());
    }

    [Fact]
    public async Task When_completion_and_abort_race_the_continuation_runs_once()
    {
        for (var run = 0; run < 2000; run++)
        {
            using var awaitable = new SocketAwaitableEventArgs(null);
            using var gate = new Barrier(3);
            var runs = 0;
            await Task.WhenAll(
                Task.Run(() => { gate.SignalAndWait(); awaitable.Complete(); }),
                Task.Run(() => { gate.SignalAndWait(); awaitable.Abort(SocketError.TimedOut); }),
                Task.Run(() => { gate.SignalAndWait(); awaitable.UnsafeOnCompleted(() => Interlocked.Increment(ref runs)); }));
            Assert.Equal(1, runs);
        }
    }

    [Fact]
    public void Continuations_go_to_the_scheduler_if_there_is_one()
    {
        var scheduler = new Recorder();
        using var awaitable = new SocketAwaitableEventArgs(scheduler);
        var ran = false;
        awaitable.OnCompleted(() => ran = true);
        awaitable.Complete();
        Assert.False(ran);
        scheduler.Run!();
        Assert.True(ran);
    }

    private sealed class Recorder : PipeScheduler
    {
        internal Action? Run { get; private set; }

        public override void Schedule(Action<object?> action, object? state) => Run = () => action(state);
    }
}
