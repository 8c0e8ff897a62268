namespace AIKernel.Caching.Reading;

/// <summary>Answers that are put into the tiers before anybody asks.</summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <inheritdoc/>
    internal override async ValueTask<bool> PlaceAsync(IReadOnlyList<TArgs> args, bool memory, CancellationToken cancellationToken)
    {
        var stamp = _table.Stamp; // before the question, as in LoadAsync
        if (stamp is null || !IsCertified) return false;
        var values = await AskManyAsync([.. args], cancellationToken);
        foreach (var one in args) DropIfSpent(one);
        var entries = await Task.WhenAll(values.Select((value, i) => PublishAsync(args[i], value, new(_key(args[i]), Memory: memory), stamp).AsTask()));
        return entries.All(entry => _table.Admits(entry.Stamp, entry.Tags));
    }
}
