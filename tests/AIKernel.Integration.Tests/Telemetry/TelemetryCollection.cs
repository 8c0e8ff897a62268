using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Telemetry;

/// <summary>Listeners to activities are the process's: these tests have it to themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryCollection : ICollectionFixture<TelemetryDatabase>
{
    public const string Name = "telemetry";
}

/// <summary>A database for the hosts of these tests, brought up to date.</summary>
public sealed class TelemetryDatabase : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        ConnectionString = await HttpFixture.CreateDatabaseAsync();
        await using var host = await new CatalogHost(ConnectionString).ReadyAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
