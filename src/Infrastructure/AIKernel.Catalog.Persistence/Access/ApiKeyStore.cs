using AIKernel.Catalog.Persistence.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Access;

/// <summary>The API keys in the catalog's database. Every change is journalled by the table's triggers, so that every node sees it.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource source) : IApiKeys
{
    private const string Columns = "id, name, hash, scopes, created_at, expires_at, revoked_at";

    /// <inheritdoc/>
    public async ValueTask<ApiKeyRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var found = await connection.Command($"select {Columns} from catalog.api_keys where id = $1", id.Typed(NpgsqlDbType.Text)).ReadAsync(Read, cancellationToken);
        return found.SingleOrDefault();
    }

    /// <summary>Every key, also those that are no longer valid, by name and age.</summary>
    public async Task<IReadOnlyList<ApiKeyRecord>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.Command($"select {Columns} from catalog.api_keys order by name, created_at, id").ReadAsync(Read, cancellationToken);
    }

    /// <summary>Keeps a new key.</summary>
    public async Task AddAsync(ApiKeyRecord key, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await Insert(connection, key).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Lets a key succeed the valid ones of its name: it has their scopes together, and they end at <paramref name="end"/>
    /// unless they end sooner. Until then all are valid. Null, and nothing is kept, when no key of the name is valid.
    /// </summary>
    public async Task<ApiKeyRecord?> RotateAsync(ApiKeyRecord successor, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        const string sql = $"""
            update catalog.api_keys set expires_at = least(expires_at, $2)
            where name = $1 and revoked_at is null and (expires_at is null or expires_at > $3)
            returning {Columns}
            """;
        var former = await connection.Command(sql,
            successor.Name.Typed(NpgsqlDbType.Text), Time(end), Time(successor.CreatedAt)).ReadAsync(Read, cancellationToken);
        if (former.Count == 0) return null;
        successor = successor with { Scopes = former.Aggregate(AccessScopes.None, static (scopes, key) => scopes | key.Scopes) };
        await Insert(connection, successor).RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return successor;
    }

    /// <summary>Ends a key at once and for good. False when there is none of this id, or when it was revoked already.</summary>
    public async Task<bool> RevokeAsync(string id, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        const string sql = "update catalog.api_keys set revoked_at = $2 where id = $1 and revoked_at is null";
        return await connection.Command(sql, id.Typed(NpgsqlDbType.Text), Time(time)).RunAsync(cancellationToken) == 1;
    }

    private static NpgsqlCommand Insert(NpgsqlConnection connection, ApiKeyRecord key) => connection.Command(
        $"insert into catalog.api_keys ({Columns}) values ($1, $2, $3, $4, $5, $6, $7)",
        key.Id.Typed(NpgsqlDbType.Text), key.Name.Typed(NpgsqlDbType.Text), key.Hash.Typed(NpgsqlDbType.Text),
        AccessScopeNames.NamesOf(key.Scopes).ToArray().Many(NpgsqlDbType.Text), Time(key.CreatedAt), Time(key.ExpiresAt), Time(key.RevokedAt));

    private static NpgsqlParameter Time(DateTimeOffset? time) => time?.UtcDateTime.Typed(NpgsqlDbType.TimestampTz) ?? ((object?)null).Typed(NpgsqlDbType.TimestampTz);

    private static ApiKeyRecord Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), AccessScopeNames.Parse(row.GetFieldValue<string[]>(3)),
        row.Time(4), row.IsDBNull(5) ? null : row.Time(5), row.IsDBNull(6) ? null : row.Time(6));
}
