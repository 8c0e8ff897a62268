namespace AIKernel.Catalog.Persistence.Schema;

/// <summary>The columns that resources and their versions have in common: what a resource says.</summary>
internal interface IContentColumns
{
    string Kind { get; set; }
    string Namespace { get; set; }
    string Name { get; set; }
    string Title { get; set; }
    string Description { get; set; }
    string? Owner { get; set; }
    string Lifecycle { get; set; }
    string[] Tags { get; set; }
    string Labels { get; set; }
    string Links { get; set; }
    string Spec { get; set; }
    string ContentHash { get; set; }
}
