namespace AIKernel.Catalog.Api.Configuration;

/// <summary>Where the catalog's database is: <c>ConnectionStrings:Catalog</c>, once its section has no fault.</summary>
internal sealed record CatalogConnection(string ConnectionString)
{
    public static CatalogConnection Of(IConfiguration configuration) => new(configuration.GetConnectionString(nameof(ConnectionStringsConfiguration.Catalog)) ?? "");
}
