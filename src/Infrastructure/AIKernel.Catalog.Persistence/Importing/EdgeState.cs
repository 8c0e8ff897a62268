namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>What makes an edge the same edge.</summary>
internal readonly record struct EdgeKey(Guid Source, string Type, Guid Target);

/// <summary>An edge as it is stored.</summary>
internal sealed record StoredEdge(Guid Id, string Properties);

/// <summary>An edge while the lines of a batch are played: how it is stored, and how it is to be.</summary>
internal sealed class EdgeState(EdgeKey key, StoredEdge? stored)
{
    public EdgeKey Key => key;
    public Guid? StoredId => stored?.Id;
    public Guid? Id { get; private set; } = stored?.Id;
    public string? Properties { get; set; } = stored?.Properties;

    public bool Exists => Properties is not null;
    public bool IsNew => stored is null && Exists;
    public bool IsRemoved => stored is not null && !Exists;
    public bool IsChanged => stored is not null && Exists && Properties != stored.Properties;

    /// <summary>An edge that is stored keeps its id when it is removed and added in one batch.</summary>
    public void Add(string properties, Guid newId)
    {
        Properties = properties;
        Id = stored?.Id ?? newId;
    }

    public void Remove() => Properties = null;
}
