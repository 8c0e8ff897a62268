namespace AIKernel.Catalog.Persistence.Schema;

/// <summary>A row of <c>catalog.resources</c>.</summary>
internal sealed class ResourceRow : IContentColumns
{
    public required Guid Id { get; init; }
    public string Kind { get; set; } = "";
    public string Namespace { get; set; } = "";
    public string Name { get; set; } = "";
    public string Title { get; set; } = "";
    public string Description { get; set; } = "";
    public string? Owner { get; set; }
    public string Lifecycle { get; set; } = "";
    public string[] Tags { get; set; } = [];
    public string Labels { get; set; } = "{}";
    public string Links { get; set; } = "[]";
    public string Spec { get; set; } = "{}";
    public int Version { get; set; }
    public long Revision { get; set; }
    public string ContentHash { get; set; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}
