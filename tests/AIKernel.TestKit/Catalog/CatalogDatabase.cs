using AIKernel.Catalog.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace AIKernel.TestKit.Catalog;

/// <summary>A class fixture: a database of its own with an empty catalog, and the bare repositories over it.</summary>
public sealed class CatalogDatabase : IAsyncLifetime
{
    private ServiceProvider? _services;
    private NpgsqlDataSource? _source;
    private string? _connectionString;

    /// <summary>How to reach the database.</summary>
    public string ConnectionString => _connectionString ?? throw NotStarted();

    /// <summary>Connections to the database.</summary>
    public NpgsqlDataSource Source => _source ?? throw NotStarted();

    /// <summary>The repositories without any cache.</summary>
    public CatalogRepositories Bare => CatalogRepositories.From(_services ?? throw NotStarted());

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _connectionString = await CatalogServer.CreateMigratedAsync();
        _source = NpgsqlDataSource.Create(_connectionString);
        _services = new ServiceCollection().AddCatalogPersistence(_source).BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        if (_source is not null) await _source.DisposeAsync();
        if (_connectionString is not null) await CatalogServer.DropAsync(_connectionString);
    }

    /// <summary>Runs statements as somebody with psql would.</summary>
    public async Task<int> ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of every row.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync()) values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = Source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return command;
    }

    private static InvalidOperationException NotStarted() => new("The fixture is not initialised.");
}
