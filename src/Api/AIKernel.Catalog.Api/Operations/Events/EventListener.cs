using System.Threading.Channels;

namespace AIKernel.Catalog.Api.Operations.Events;

/// <summary>One listener: what it has yet to hear, bounded. Who does not keep up is given up.</summary>
internal sealed class EventListener
{
    /// <summary>How many readings of the journal may wait for a listener.</summary>
    public const int Patience = 64;

    private readonly Channel<JournalNews> _news = Channel.CreateBounded<JournalNews>(new BoundedChannelOptions(Patience) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>What comes in; ends when the listener is given up.</summary>
    public ChannelReader<JournalNews> News => _news.Reader;

    /// <summary>Tells it something, unless it is too far behind: then it hears what it still has to, and no more.</summary>
    /// <returns>Whether it keeps up.</returns>
    public bool Tell(JournalNews news)
    {
        if (_news.Writer.TryWrite(news)) return true;
        _news.Writer.TryComplete();
        return false;
    }
}
