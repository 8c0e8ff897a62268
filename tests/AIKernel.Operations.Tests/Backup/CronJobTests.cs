using System.Security.Cryptography;
using System.Text;
using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Backup;

/// <summary>The backup that a cluster takes by itself: the same scripts, as a user who may do little.</summary>
public sealed class CronJobTests(FilledCatalog catalog) : IClassFixture<FilledCatalog>
{
    [Theory]
    [InlineData("prod")]
    [InlineData("cluster")]
    [InlineData("tls")]
    public void It_is_given_the_very_scripts(string overlay)
    {
        var objects = Overlay.Of(overlay).Objects;
        var scripts = objects.Generated("ConfigMap", "backup-scripts").Map("data");
        Assert.Equal(["backup.sh", "common.sh", "content.sql", "restore.sh"], scripts.Keys.Order(StringComparer.Ordinal));
        Assert.All(scripts, static pair => Assert.Equal(File.ReadAllText(Path.Combine(BackupScripts.Folder, pair.Key)), pair.Value));
        Assert.Equal("Forbid", objects.Get("CronJob", "catalog-backup").Text("spec", "concurrencyPolicy"));
    }

    [Fact]
    public async Task Its_steps_one_after_the_other_make_a_backup_as_the_user_that_the_manifests_give_it()
    {
        const string password = "of-the-replica";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
        var users = File.ReadAllLines(Path.Combine(Checkout.Manifests, "redis-state", "users.acl")).Single(static line => line.StartsWith("user replica ", StringComparison.Ordinal)).Replace("{replica}", digest, StringComparison.Ordinal);
        await using var state = await RedisServer.StartAsync(new() { Directory = TemporaryFolder.Create("state"), Ephemeral = true, Acl = users });
        var environment = BackupScripts.Database(catalog.Postgres.ConnectionString);
        (environment["BACKUP_RUN"], environment["BACKUP_KEEP"]) = ("catalog-backup-1", "14");
        environment["BACKUP_NEEDS"] = "state";
        (environment["STATE_REDIS_HOST"], environment["STATE_REDIS_PORT"]) = ("127.0.0.1", $"{state.Port}");
        (environment["STATE_REDIS_USER"], environment["STATE_REDIS_PASSWORD"]) = ("replica", password);
        var folder = Directory.CreateDirectory(Path.Combine(catalog.Folder, "volume")).FullName;

        var job = Overlay.Of("prod").Objects.Workloads.Single(static one => one.Name == "catalog-backup");
        foreach (var container in job.AllContainers)
        {
            string[] words = [.. container.Items("command").Select(static word => word.ToString()).Skip(3)];
            (await BackupScripts.RunAsync("backup.sh", environment, [folder, .. words])).Required(container.Text("name")!);
        }
        var backup = Assert.Single(Directory.GetFileSystemEntries(folder));
        (await BackupScripts.RunAsync("restore.sh", environment, backup, "check")).Required("restore.sh check");
        Assert.True(File.Exists(Path.Combine(backup, "state.rdb")));
    }
}
