using System.Data.Common;
using Npgsql;

namespace AIKernel.Catalog.Api.Configuration;

/// <summary>Where the catalog's database is: <c>ConnectionStrings:Catalog</c>.</summary>
internal sealed record CatalogConnection(string ConnectionString)
{
    /// <summary>Reads the setting; else says in a sentence what is missing or wrong with it, without repeating it: it may hold a password.</summary>
    public static bool TryRead(IConfiguration configuration, out CatalogConnection connection, out string reason)
    {
        connection = new(configuration.GetConnectionString("Catalog") ?? "");
        reason = "";
        if (string.IsNullOrWhiteSpace(connection.ConnectionString))
            reason = "ConnectionStrings:Catalog is not set. Give the PostgreSQL database of the catalog, for example "
                + "ConnectionStrings__Catalog='Host=127.0.0.1;Database=catalog;Username=catalog;Password=…', or start everything with ./run.";
        else if (!IsConnectionString(connection.ConnectionString))
            reason = "ConnectionStrings:Catalog is not a PostgreSQL connection string: expected Key=Value pairs with at least Host, joined by semicolons.";
        return reason.Length == 0;
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or DbException)
        {
            return false;
        }
    }
}
