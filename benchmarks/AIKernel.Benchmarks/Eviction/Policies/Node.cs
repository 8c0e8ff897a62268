namespace AIKernel.Benchmarks.Eviction.Policies;

/// <summary>A key in a cache's queue.</summary>
internal sealed class Node(int id)
{
    public Node? Newer, Older;
    public int Hits;
    public NodeQueue? Queue;

    public int Id { get; } = id;
}

/// <summary>A queue with a newest and an oldest end.</summary>
internal sealed class NodeQueue
{
    public Node? Newest { get; private set; }
    public Node? Oldest { get; private set; }
    public int Count { get; private set; }

    public void Add(Node node)
    {
        (node.Older, node.Newer, node.Queue) = (Newest, null, this);
        if (Newest is null) Oldest = node; else Newest.Newer = node;
        Newest = node;
        Count++;
    }

    public void Remove(Node node)
    {
        if (node.Newer is null) Newest = node.Older; else node.Newer.Older = node.Older;
        if (node.Older is null) Oldest = node.Newer; else node.Older.Newer = node.Newer;
        (node.Older, node.Newer, node.Queue) = (null, null, null);
        Count--;
    }

    public Node RemoveOldest()
    {
        var oldest = Oldest ?? throw new InvalidOperationException("The queue is empty.");
        Remove(oldest);
        return oldest;
    }

    /// <summary>Moves a node to the newest end.</summary>
    public void Renew(Node node)
    {
        Remove(node);
        Add(node);
    }
}
