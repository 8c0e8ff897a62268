namespace AIKernel.Catalog.Client;

/// <summary>Which resources: those to which everything that is set applies.</summary>
public record ResourceFilter
{
    /// <summary>Only this kind.</summary>
    public string? Kind { get; init; }
    /// <summary>Only this namespace.</summary>
    public string? Namespace { get; init; }
    /// <summary>Only what carries all of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>Only what this owner answers for.</summary>
    public string? Owner { get; init; }
    /// <summary>Only this lifecycle.</summary>
    public string? Lifecycle { get; init; }
    /// <summary>Only what carries all of these labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    internal Address AddFilter(Address address) => address
        .Add("kind", Kind).Add("ns", Namespace).Add("tag", Tags).Add("owner", Owner).Add("lifecycle", Lifecycle).AddLabels(Labels);
}

/// <summary>The order of a list.</summary>
public enum ResourceSort
{
    /// <summary>By kind, namespace and name.</summary>
    Name,
    /// <summary>What changed last comes first.</summary>
    Updated,
    /// <summary>What was created last comes first.</summary>
    Created,
}

/// <summary>One page of resources.</summary>
public sealed record ResourceQuery : ResourceFilter
{
    /// <summary>The order.</summary>
    public ResourceSort Sort { get; init; }
    /// <summary>NextCursor of the page before, with the same query; null for the first page.</summary>
    public string? Cursor { get; init; }
    /// <summary>How many items at most; the catalog's own number where null.</summary>
    public int? Limit { get; init; }

    internal Address AddTo(Address address) =>
        AddFilter(address).Add("sort", Sort == ResourceSort.Name ? null : Address.Word(Sort)).Add("cursor", Cursor).Add("limit", Limit);
}

/// <summary>One page of a search. Lists are alternatives within a field, tags and labels all apply.</summary>
public sealed record SearchQuery
{
    /// <summary>What to look for, in web-search syntax; empty browses by name.</summary>
    public string Text { get; init; } = "";
    /// <summary>Only these kinds.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];
    /// <summary>Only these namespaces.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];
    /// <summary>Only what carries all of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>Only what carries all of these labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    /// <summary>NextCursor of the page before, with the same query; null for the first page.</summary>
    public string? Cursor { get; init; }
    /// <summary>How many items at most; the catalog's own number where null.</summary>
    public int? Limit { get; init; }

    internal Address AddTo(Address address) => address
        .Add("q", Text.Length == 0 ? null : Text).Add("kind", Kinds).Add("ns", Namespaces).Add("tag", Tags).AddLabels(Labels).Add("cursor", Cursor).Add("limit", Limit);
}

/// <summary>Which of a resource's edges.</summary>
public enum EdgeDirection
{
    /// <summary>Both.</summary>
    Both,
    /// <summary>Those that leave it.</summary>
    Outgoing,
    /// <summary>Those that enter it.</summary>
    Incoming,
}

/// <summary>One page of a resource's edges.</summary>
public sealed record RelationshipQuery
{
    /// <summary>Which edges.</summary>
    public EdgeDirection Direction { get; init; }
    /// <summary>Only these types; empty for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];
    /// <summary>NextCursor of the page before, with the same query; null for the first page.</summary>
    public string? Cursor { get; init; }
    /// <summary>How many items at most; the catalog's own number where null.</summary>
    public int? Limit { get; init; }

    internal Address AddTo(Address address) => address
        .Add("direction", Direction == EdgeDirection.Both ? null : Address.Word(Direction)).Add("type", Types).Add("cursor", Cursor).Add("limit", Limit);
}

/// <summary>Which way a graph is walked.</summary>
public enum LineageDirection
{
    /// <summary>Both at every step.</summary>
    Both,
    /// <summary>Towards what the resource is made of or needs.</summary>
    Upstream,
    /// <summary>Towards what is made of it or needs it: what a change would touch.</summary>
    Downstream,
}

/// <summary>A walk from a resource.</summary>
public sealed record LineageQuery
{
    /// <summary>Which way.</summary>
    public LineageDirection Direction { get; init; }
    /// <summary>How many steps at most; the catalog's own number where null.</summary>
    public int? Depth { get; init; }
    /// <summary>Only edges of these types; empty for every type that is lineage.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];
    /// <summary>How many nodes at most; the catalog's own number where null.</summary>
    public int? MaxNodes { get; init; }

    internal Address AddTo(Address address) => address
        .Add("direction", Address.Word(Direction)).Add("depth", Depth).Add("types", Types).Add("maxNodes", MaxNodes);
}
