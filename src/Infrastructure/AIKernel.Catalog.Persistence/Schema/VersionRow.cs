namespace AIKernel.Catalog.Persistence.Schema;

/// <summary>A row of <c>catalog.resource_versions</c>: never changed once written.</summary>
internal sealed class VersionRow : IContentColumns
{
    public required Guid ResourceId { get; init; }
    public required int Number { get; init; }
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
    public string[] ChangedFields { get; init; } = [];
    public string ContentHash { get; set; } = "";
    public DateTimeOffset CreatedAt { get; init; }
}
