using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>A listener of <c>/events</c>, as a browser is one: it remembers the last id it was told.</summary>
internal sealed class Listening : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private readonly CancellationTokenSource _patience = new(Patience, TimeProvider.System);

    private Listening(HttpClient client, HttpResponseMessage response, Stream stream)
    {
        (_client, _response) = (client, response);
        var parser = SseParser.Create(stream);
        _items = parser.EnumerateAsync(_patience.Token).GetAsyncEnumerator();
        LastId = "";
    }

    /// <summary>The id of the last event that had one.</summary>
    public string LastId { get; private set; }

    public static async Task<Listening> StartAsync(CatalogHost node, string? lastId = null)
    {
        var client = new HttpClient { BaseAddress = node.Api.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events");
        if (lastId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var listening = new Listening(client, response, await response.Content.ReadAsStreamAsync());
        Assert.Equal("ready", (await listening.NextAsync())?.EventType);
        return listening;
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<SseItem<string>?> NextAsync()
    {
        if (!await _items.MoveNextAsync()) return null;
        if (_items.Current.EventId is { Length: > 0 } id) LastId = id;
        return _items.Current;
    }

    /// <summary>Listens until this tag was told; every tag that was told on the way, in order.</summary>
    public async Task<List<string>> UntilAsync(string tag)
    {
        var tags = new List<string>();
        while (!tags.Contains(tag))
        {
            var item = await NextAsync() ?? throw new InvalidOperationException($"The stream ended before {tag}.");
            if (item.EventType == "alive") continue;
            Assert.Equal("invalidation", item.EventType);
            tags.AddRange(JsonElement.Parse(item.Data).GetProperty("tags").EnumerateArray().Select(static one => one.GetString()!));
        }
        return tags;
    }

    /// <summary>Goes away without a word.</summary>
    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        _client.Dispose();
        _patience.Dispose();
        return ValueTask.CompletedTask;
    }
}
