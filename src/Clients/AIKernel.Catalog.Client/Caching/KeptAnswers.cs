using System.Diagnostics.CodeAnalysis;

namespace AIKernel.Catalog.Client;

/// <summary>
/// Answers in the order of their last use, which is also the order in which they are dropped, for want of use or of room:
/// either way only the end of the list is looked at. Not safe for several threads.
/// </summary>
internal sealed class KeptAnswers(int most, TimeSpan unusedFor, TimeProvider time)
{
    private readonly Dictionary<string, LinkedListNode<Kept>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Kept> _byUse = new();

    public int Count => _byKey.Count;

    /// <summary>When the next one is dropped if nothing is used; null where there is none.</summary>
    public TimeSpan? NextDrop => _byUse.Last is { } last ? unusedFor - time.GetElapsedTime(last.Value.UsedAt) : null;

    /// <summary>What is kept under the key, which is a use of it.</summary>
    public bool TryUse(string key, [NotNullWhen(true)] out Answer? answer)
    {
        DropUnused();
        answer = null;
        if (!_byKey.TryGetValue(key, out var node)) return false;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        node.Value = node.Value with { UsedAt = time.GetTimestamp() };
        answer = node.Value.Answer;
        return true;
    }

    /// <summary>Keeps an answer. To renew one is no use of it: only readers use answers.</summary>
    public void Put(string key, Answer answer)
    {
        if (unusedFor == TimeSpan.Zero) return;
        if (_byKey.TryGetValue(key, out var node))
        {
            node.Value = node.Value with { Answer = answer };
            return;
        }
        if (_byKey.Count == most) Drop(_byUse.Last!);
        _byKey.Add(key, _byUse.AddFirst(new Kept(key, answer, time.GetTimestamp())));
    }

    public void DropUnused()
    {
        while (NextDrop <= TimeSpan.Zero) Drop(_byUse.Last!);
    }

    /// <summary>Drops what a write to the resource can have changed; everything, where it is null.</summary>
    public void DropTouched(Guid? touched)
    {
        for (var node = _byUse.First; node is not null;)
        {
            var next = node.Next;
            if (touched is null || node.Value.Answer.Subject is null || node.Value.Answer.Subject == touched) Drop(node);
            node = next;
        }
    }

    private void Drop(LinkedListNode<Kept> node)
    {
        _byKey.Remove(node.Value.Key);
        _byUse.Remove(node);
    }

    private readonly record struct Kept(string Key, Answer Answer, long UsedAt);
}
