using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>Nodes that are started at the same moment over a database in which there is nothing yet.</summary>
[Collection(OperatorCollection.Name)]
public sealed class StartTogetherTests(OperatorNodes nodes)
{
    [Fact]
    public async Task Three_processes_migrate_an_empty_database_once_and_all_serve()
    {
        var database = await nodes.CreateDatabaseAsync();
        var ports = Enumerable.Range(0, 3).Select(static _ => NodeFixture.FreePort()).ToArray();
        ApiProcess[] processes = [.. ports.Select(port => ApiProcess.Start(("ConnectionStrings__Catalog", database), ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}")))];
        ApiClient[] clients = [.. ports.Select(static port => new ApiClient(new($"http://127.0.0.1:{port}")))];
        try
        {
            foreach (var client in clients) await Eventually.HoldsAsync(client.IsReadyAsync, "the node is ready");
            Assert.All(processes, static process => Assert.False(process.HasEnded));
            Assert.Equal((long)0, await OperatorNodes.ExecuteAsync(database, """select count(*) - count(distinct "MigrationId") from catalog.migrations"""));
            foreach (var writer in clients)
            {
                var created = await writer.CreateAsync();
                foreach (var reader in clients) Assert.Equal(created.Text, (await reader.GetAsync(Samples.PathOf(created), ("Catalog-Position", created.Header("Catalog-Position")!))).Text);
            }
            foreach (var process in processes) process.Terminate();
            foreach (var process in processes)
            {
                Assert.Equal(0, await process.ExitAsync());
                // Not even a first attempt failed.
                Assert.DoesNotContain("Migrating the database failed", await process.Output, StringComparison.Ordinal);
                Assert.Equal("", await process.Errors);
            }
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
            foreach (var process in processes) process.Dispose();
        }
    }
}
