using AIKernel.Caching.Redis.State;

namespace AIKernel.Catalog.Api.Operations.MostRead;

/// <summary>What is read most: by all nodes together while Redis answers, else by this one.</summary>
internal sealed class MostReadList(ReadCounts counts, ILogger<MostReadList> log, Leaderboard? board)
{
    /// <summary>Of all nodes.</summary>
    public const string Cluster = "cluster";
    /// <summary>Of this node alone.</summary>
    public const string Node = "node";

    /// <summary>Adds what this node has counted since the last time to the count of all nodes.</summary>
    public async Task ShareAsync(CancellationToken cancellationToken)
    {
        if (board is null) return;
        var taken = counts.TakeUnshared();
        if (taken.Count == 0) return;
        try
        {
            await board.AddAsync(taken.Select(static one => KeyValuePair.Create(one.Key.ToString("D"), one.Value)), cancellationToken);
        }
        catch (Exception fault) when (fault is StateUnavailableException or OperationCanceledException)
        {
            counts.PutBack(taken);
            ApiLog.MostReadNotShared(log, fault);
        }
    }

    /// <summary>The resources read most, the most read first, and whose reads these are.</summary>
    public async Task<(IReadOnlyList<KeyValuePair<Guid, double>> Resources, string Source)> TopAsync(int count, CancellationToken cancellationToken)
    {
        if (board is null) return (OfNode(count), Node);
        try
        {
            // So that what was read a moment ago is in it.
            await ShareAsync(cancellationToken);
            var members = await board.TopAsync(count, cancellationToken);
            return ([.. members.Where(static member => Guid.TryParse(member.Key, out _)).Select(static member => KeyValuePair.Create(Guid.Parse(member.Key), member.Value))], Cluster);
        }
        catch (StateUnavailableException)
        {
            return (OfNode(count), Node);
        }
    }

    private List<KeyValuePair<Guid, double>> OfNode(int count) => [.. counts.Top(count).Select(static one => KeyValuePair.Create(one.Key, (double)one.Value))];
}
