using Npgsql;

namespace AIKernel.Catalog.Api.Configuration;

/// <summary>Where the catalog's database is: <c>ConnectionStrings:Catalog</c>, once its section has no fault.</summary>
internal sealed record CatalogConnection(string ConnectionString)
{
    private const string NoReset = "No Reset On Close";

    /// <summary>
    /// The same for the pool. Connections keep their state when they go back to it, unless the setting says otherwise:
    /// nothing here leaves any behind (every SET is LOCAL, every advisory lock a transaction's), and the reset would throw
    /// away all plans with it, also those of the triggers.
    /// </summary>
    public string PooledConnectionString
    {
        get
        {
            var pooled = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (!pooled.ShouldSerialize(NoReset)) pooled.NoResetOnClose = true;
            return pooled.ConnectionString;
        }
    }

    public static CatalogConnection Of(IConfiguration configuration) => new(configuration.GetConnectionString(nameof(ConnectionStringsConfiguration.Catalog)) ?? "");
}
