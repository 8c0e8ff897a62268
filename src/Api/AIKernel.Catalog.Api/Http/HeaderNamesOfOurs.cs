namespace AIKernel.Catalog.Api.Http;

/// <summary>Header names that no standard has.</summary>
internal static class HeaderNamesOfOurs
{
    /// <summary>On answers to writes: the position after the write. On requests: what the answer must at least have seen.</summary>
    public const string CatalogPosition = "Catalog-Position";
}
