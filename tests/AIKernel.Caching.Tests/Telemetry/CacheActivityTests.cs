using System.Diagnostics;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Telemetry;

public sealed class CacheActivityTests
{
    [Fact]
    public async Task A_miss_is_a_span_of_its_caller_and_its_load_a_trace_of_its_own()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var texts = node.Bind("traced", static (_, _) => new ValueTask<int>(1));
        using var spans = new Spans("test.traced");
        using var request = new Activity("request").Start();

        await texts.GetAsync("x", default);

        var read = Assert.Single(spans.Ended, static span => span.OperationName == "cache.read");
        var load = Assert.Single(spans.Ended, static span => span.OperationName == "cache.load");
        Assert.Equal((request.SpanId, "miss"), (read.ParentSpanId, read.GetTagItem("aikernel.cache.outcome")));
        Assert.NotEqual(request.TraceId, load.TraceId);
    }

    [Fact]
    public async Task A_hit_is_no_span()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var texts = node.Bind("untraced", static (_, _) => new ValueTask<int>(1));
        await texts.GetAsync("x", default);
        using var spans = new Spans("test.untraced");

        await texts.GetAsync("x", default);

        Assert.Empty(spans.Ended);
    }

    [Fact]
    public async Task A_load_that_fails_leaves_a_span_that_says_so()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var texts = node.Bind<int>("failing", static (_, _) => throw new TimeoutException("the source"));
        using var spans = new Spans("test.failing");

        await Assert.ThrowsAsync<TimeoutException>(() => texts.GetAsync("x", default).AsTask());

        Assert.All(spans.Ended, static span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        Assert.Equal(2, spans.Ended.Count);
    }

    /// <summary>The spans of one operation that ended while this lives.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly List<Activity> _ended = [];

        public Spans(string operation)
        {
            _listener = new()
            {
                ShouldListenTo = static source => source.Name == "AIKernel.Caching",
                Sample = static (ref _) => ActivitySamplingResult.AllData,
                ActivityStopped = span =>
                {
                    lock (_ended)
                        if ((string?)span.GetTagItem("aikernel.cache.operation") == operation) _ended.Add(span);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyList<Activity> Ended
        {
            get { lock (_ended) return [.. _ended]; }
        }

        public void Dispose() => _listener.Dispose();
    }
}
