namespace AIKernel.Catalog.Persistence.Schema;

/// <summary>A row of <c>catalog.relationships</c>.</summary>
internal sealed class RelationshipRow
{
    public required Guid Id { get; init; }
    public required Guid Source { get; init; }
    public required string Type { get; init; }
    public required Guid Target { get; init; }
    public string Properties { get; set; } = "{}";
    public long Revision { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    public ResourceRow? SourceResource { get; init; }
    public ResourceRow? TargetResource { get; init; }
}
