using AIKernel.Benchmarks.Harness;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Caching;
using AIKernel.Catalog.Persistence;
using AIKernel.LocalServers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace AIKernel.Benchmarks.Catalog;

/// <summary>The catalog at 63,000 resources on private servers: PostgreSQL as durable as in production.</summary>
internal static class CatalogBenchmark
{
    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("aikernel-bench-").FullName;
        try
        {
            await using var postgres = await PostgresServer.StartAsync(new() { Directory = Path.Combine(directory, "postgres"), Durable = true, Ephemeral = true });
            await using var redis = await RedisServer.StartAsync(new() { Directory = Path.Combine(directory, "redis"), Ephemeral = true });
            var file = Path.Combine(directory, "catalog.ndjson");
            await SyntheticCatalog.WriteAsync(file);
            List<Row> rows = [];
            await using (var node = await ApiProcess.StartAsync(postgres.ConnectionString, redis.ConnectionString, port: 18_080))
            {
                rows.AddRange(await ImportBenchmark.RunAsync(node, file));
                await using var other = await ApiProcess.StartAsync(postgres.ConnectionString, redis.ConnectionString, port: 18_081);
                rows.AddRange(await PropagationBenchmark.RunAsync(node, other));
            }
            await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
            await using (var analyze = database.CreateCommand("analyze")) await analyze.ExecuteNonQueryAsync();
            await using var cached = Services(database, redis.ConnectionString, isCached: true);
            await using var bare = Services(database, redis.ConnectionString, isCached: false);
            foreach (var service in cached.GetServices<IHostedService>()) await service.StartAsync(default);
            rows.AddRange(await ReadBenchmark.RunAsync(cached, bare));
            foreach (var service in cached.GetServices<IHostedService>()) await service.StopAsync(default);
            return rows;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static ServiceProvider Services(NpgsqlDataSource database, string redis, bool isCached)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(database);
        services.AddCatalogPersistence(database);
        if (isCached)
        {
            services.AddDistributedCaching(new ConfigurationBuilder().AddInMemoryCollection([new("Caching:Redis:ConnectionString", redis), new("Caching:Memory:MaxValueBytes", "16777216")]).Build());
            services.AddCachedRepositories();
        }
        return services.BuildServiceProvider();
    }
}
