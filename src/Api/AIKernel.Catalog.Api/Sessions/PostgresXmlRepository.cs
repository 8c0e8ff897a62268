using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// The ring as rows of <c>state.data_protection_keys</c> in the catalog's database, where nothing is evicted and backups
/// have it. The table is made when it is missed; several nodes may miss it at once.
/// </summary>
internal sealed class PostgresXmlRepository(NpgsqlDataSource database) : IXmlRepository
{
    // Any constant will do; it only has to be the same on every node.
    private const long LockKey = 0x4B455952494E47;

    private const string Missing = "select to_regclass('state.data_protection_keys') is null";

    private const string Create = """
        create schema if not exists state;
        create table if not exists state.data_protection_keys (
            id         bigint      generated always as identity primary key,
            name       text        not null,
            xml        text        not null,
            created_at timestamptz not null default clock_timestamp()
        );
        """;

    private volatile bool _made;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = Open();
        using var command = new NpgsqlCommand("select xml from state.data_protection_keys order by id", connection);
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read()) elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = Open();
        using var command = new NpgsqlCommand("insert into state.data_protection_keys (name, xml) values ($1, $2)", connection)
        {
            Parameters = { new() { Value = friendlyName ?? "" }, new() { Value = element.ToString(SaveOptions.DisableFormatting) } },
        };
        command.ExecuteNonQuery();
    }

    private NpgsqlConnection Open()
    {
        var connection = database.OpenConnection();
        try
        {
            if (!_made) Make(connection);
            _made = true;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Looks first: a user who may not create schemas can do with a table that somebody else made.</summary>
    private static void Make(NpgsqlConnection connection)
    {
        using var look = new NpgsqlCommand(Missing, connection);
        if (look.ExecuteScalar() is not true) return;
        using var transaction = connection.BeginTransaction();
        using (var command = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction) { Parameters = { new() { Value = LockKey } } }) command.ExecuteNonQuery();
        using (var command = new NpgsqlCommand(Create, connection, transaction)) command.ExecuteNonQuery();
        transaction.Commit();
    }
}
