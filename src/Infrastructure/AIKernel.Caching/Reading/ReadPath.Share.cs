namespace AIKernel.Caching.Reading;

/// <summary>Answers for the other nodes, and for this one when it asks.</summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <inheritdoc/>
    internal override async ValueTask ShareAsync(IReadOnlyList<TArgs> args, CancellationToken cancellationToken)
    {
        var stamp = _table.Stamp; // before the question, as in LoadAsync
        if (stamp is null || !IsCertified) return;
        var values = await AskManyAsync([.. args], cancellationToken);
        foreach (var one in args) DropIfSpent(one);
        await Task.WhenAll(values.Select((value, i) => PublishAsync(args[i], value, new(_key(args[i]), Memory: false), stamp).AsTask()));
    }
}
