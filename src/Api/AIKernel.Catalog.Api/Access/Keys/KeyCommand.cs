using AIKernel.Catalog.Api.Configuration;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Persistence.Access;
using Npgsql;

namespace AIKernel.Catalog.Api.Access.Keys;

/// <summary>
/// <c>AIKernel.Catalog.Api key …</c>: makes, lists, succeeds and revokes keys in the catalog's database, beside the nodes
/// that run. A new key goes to the standard output, once, alone on its line; everything else that is said goes beside it.
/// </summary>
internal static class KeyCommand
{
    private const int Failed = 1;
    private const int Misused = 2;

    public static bool IsAskedFor(string[] args) => args is ["key", ..];

    /// <summary>Needs nothing of the configuration but where the database is.</summary>
    public static async Task<int> ExecuteAsync(string[] words, WebApplicationBuilder builder)
    {
        var section = SettingsSection.Of(typeof(ConnectionStringsConfiguration));
        var faults = SettingsFaults.In(section, builder.Configuration, builder.Environment);
        return faults.Count > 0 ? await SayAsync(string.Join(Environment.NewLine, faults), Failed) : await ExecuteAsync(words, CatalogConnection.Of(builder.Configuration));
    }

    private static async Task<int> ExecuteAsync(string[] words, CatalogConnection catalog)
    {
        if (!KeyCommandLine.TryParse(words, out var line, out var reason)) return await SayAsync(reason, Misused);
        await using var source = NpgsqlDataSource.Create(catalog.ConnectionString);
        try
        {
            return await RunAsync(line, new ApiKeyStore(source), TimeProvider.System.GetUtcNow());
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return await SayAsync("The database has no table of keys yet: start a node once, which brings it up to date.", Failed);
        }
        catch (Exception fault) when (DatabaseFaults.IsOutage(fault))
        {
            return await SayAsync($"The database cannot be reached ({DatabaseFaults.Name(fault)}).", Failed);
        }
    }

    private static Task<int> RunAsync(KeyCommandLine line, ApiKeyStore keys, DateTimeOffset now) => line.Verb switch
    {
        "create" => CreateAsync(line, keys, now),
        "rotate" => RotateAsync(line, keys, now),
        "revoke" => RevokeAsync(line, keys, now),
        _ => ListAsync(keys, now),
    };

    private static async Task<int> CreateAsync(KeyCommandLine line, ApiKeyStore keys, DateTimeOffset now)
    {
        var (text, id, hash) = ApiKey.Create();
        var key = new ApiKeyRecord(id, line.Name!, hash, line.Scopes, now, now + line.Expires, null);
        await keys.AddAsync(key, CancellationToken.None);
        return await ShowAsync(text, key);
    }

    private static async Task<int> RotateAsync(KeyCommandLine line, ApiKeyStore keys, DateTimeOffset now)
    {
        var (text, id, hash) = ApiKey.Create();
        var successor = new ApiKeyRecord(id, line.Name!, hash, AccessScopes.None, now, now + line.Expires, null);
        if (await keys.RotateAsync(successor, now + line.Overlap, CancellationToken.None) is not { } key)
            return await SayAsync($"There is no valid key named '{line.Name}'.", Failed);
        await Console.Error.WriteLineAsync($"The former keys of this name end at {KeyTable.Time(now + line.Overlap)}.");
        return await ShowAsync(text, key);
    }

    private static async Task<int> RevokeAsync(KeyCommandLine line, ApiKeyStore keys, DateTimeOffset now) =>
        await keys.RevokeAsync(line.Id!, now, CancellationToken.None)
            ? await SayAsync($"Key {line.Id} is revoked.", 0)
            : await SayAsync($"There is no key {line.Id} that could be revoked.", Failed);

    private static async Task<int> ListAsync(ApiKeyStore keys, DateTimeOffset now)
    {
        foreach (var line in KeyTable.Lines(await keys.ListAsync(CancellationToken.None), now)) await Console.Out.WriteLineAsync(line);
        return 0;
    }

    private static async Task<int> ShowAsync(string text, ApiKeyRecord key)
    {
        await Console.Error.WriteLineAsync($"Key {key.Id}, named {key.Name}, with {string.Join(", ", AccessScopeNames.NamesOf(key.Scopes))}, expires: {KeyTable.Time(key.ExpiresAt)}. It is shown this once:");
        await Console.Out.WriteLineAsync(text);
        return 0;
    }

    private static async Task<int> SayAsync(string sentence, int exitCode)
    {
        await Console.Error.WriteLineAsync(sentence);
        return exitCode;
    }
}
