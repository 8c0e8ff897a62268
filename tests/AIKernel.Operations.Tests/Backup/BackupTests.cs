using System.Security.Cryptography;
using System.Text;

namespace AIKernel.Operations.Tests.Backup;

/// <summary>What a backup must be before it is one, and what is refused.</summary>
public sealed class BackupTests(FilledCatalog catalog) : IClassFixture<FilledCatalog>
{
    public static TheoryData<string> Damages => [.. Damage.Keys];

    private static readonly Dictionary<string, Action<string>> Damage = new()
    {
        ["the dump is cut off"] = static backup => Cut(Path.Combine(backup, "catalog.dump")),
        ["one bit of the dump is another"] = static backup => Flip(Path.Combine(backup, "catalog.dump")),
        ["the copy of Redis is cut off"] = static backup => Cut(Path.Combine(backup, "state.rdb")),
        ["the list of tables is gone"] = static backup => File.Delete(Path.Combine(backup, "catalog.tables")),
        ["there is a file more"] = static backup => File.WriteAllText(Path.Combine(backup, "more"), "x"),
        ["the sums are cut off"] = static backup => Cut(Path.Combine(backup, "SHA256SUMS")),
        ["the sums are gone"] = static backup => File.Delete(Path.Combine(backup, "SHA256SUMS")),
        ["it is of another form"] = static backup => Forge(backup, "BACKUP", static _ => "aikernel backup 2\n"),
        ["the dump is cut off and the sums are made again"] = static backup => Forge(backup, "catalog.dump", null),
        ["a table had another row and the sums are made again"] = static backup => Forge(backup, "catalog.tables", static text => text.Replace("catalog.resources\t20", "catalog.resources\t21", StringComparison.Ordinal)),
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_backup_that_was_damaged_is_refused_and_nothing_has_changed(string damage)
    {
        var copy = Copy(damage);
        var before = await Tables.DigestAsync(catalog.Postgres.ConnectionString);
        Damage[damage](copy);
        var outcome = await BackupScripts.RunAsync("restore.sh", BackupScripts.Database(catalog.Postgres.ConnectionString), copy, "postgres", "--replace");
        Assert.True(outcome.ExitCode == 1, outcome.Errors);
        Assert.Contains("Nothing has changed", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Tables.DigestAsync(catalog.Postgres.ConnectionString));
    }

    [Fact]
    public async Task A_copy_of_Redis_that_was_damaged_and_summed_again_is_refused_and_so_is_a_folder_that_is_not_empty()
    {
        var (copy, target) = (Copy("redis"), Directory.CreateDirectory(Path.Combine(catalog.Folder, "target")).FullName);
        Forge(copy, "state.rdb", null);
        Assert.Equal(1, (await BackupScripts.RunAsync("restore.sh", new Dictionary<string, string>(), copy, "state", target)).ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(target));

        File.WriteAllText(Path.Combine(target, "dump.rdb"), "of somebody");
        Assert.Equal(1, (await BackupScripts.RunAsync("restore.sh", new Dictionary<string, string>(), catalog.Backup, "state", target)).ExitCode);
        Assert.Equal("of somebody", File.ReadAllText(Path.Combine(target, "dump.rdb")));
    }

    [Fact]
    public async Task Rows_and_sums_are_of_one_moment_though_writes_go_on()
    {
        using var end = new CancellationTokenSource();
        var (folder, written) = (Folder("busy"), new TaskCompletionSource());
        var writing = Task.Run(async () =>
        {
            for (var number = 0; !end.IsCancellationRequested; number++)
            {
                await Tables.RunAsync(catalog.Postgres.ConnectionString, $"insert into keyed.entries (key, value, expires_at, sequence) values ('busy:{number}', '1', now() + interval '1 day', {number})");
                written.TrySetResult();
            }
            return 0;
        });
        await Task.WhenAny(writing, written.Task);
        var backup = (await catalog.BackUpAsync(("folder", folder))).Required("backup.sh").Trim();
        await end.CancelAsync();
        await writing;

        await Tables.RunAsync(catalog.Postgres.ConnectionString, "create database busy");
        var target = catalog.Postgres.ConnectionString.Replace("Database=aikernel", "Database=busy", StringComparison.Ordinal);
        // Refused, if what the dump holds is not what was summed.
        (await BackupScripts.RunAsync("restore.sh", BackupScripts.Database(target), backup, "postgres")).Required("restore.sh");
        Assert.NotEqual(["0"], await Tables.AskAsync(target, "select count(*) from keyed.entries where key like 'busy:%'"));
        await Tables.RunAsync(catalog.Postgres.ConnectionString, "delete from keyed.entries where key like 'busy:%'");
    }

    [Fact]
    public async Task No_more_backups_are_kept_than_asked_for_and_the_newest_stay()
    {
        var folder = Folder("kept");
        Directory.CreateDirectory(Path.Combine(folder, "catalog-20200101T000000Z"));
        Directory.CreateDirectory(Path.Combine(folder, "catalog-20200102T000000Z"));
        Directory.CreateDirectory(Path.Combine(folder, "something-else"));
        var newest = (await catalog.BackUpAsync(("folder", folder), ("BACKUP_KEEP", "2"))).Required("backup.sh").Trim();
        string[] expected = ["catalog-20200102T000000Z", Path.GetFileName(newest), "something-else"];
        Assert.Equal(expected, Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("STATE_REDIS_PASSWORD", "wrong")]
    [InlineData("CACHE_REDIS_PORT", "1")]
    [InlineData("ConnectionStrings__Catalog", "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=x")]
    [InlineData("ConnectionStrings__Catalog", "Host=\"127.0.0.1\"")]
    [InlineData("BACKUP_KEEP", "0")]
    [InlineData("BACKUP_NEEDS", "state other")]
    public async Task What_cannot_be_copied_whole_leaves_no_backup_and_ends_with_a_fault(string name, string value)
    {
        var folder = Folder(Guid.NewGuid().ToString("N"));
        var outcome = await catalog.BackUpAsync(("folder", folder), (name, value));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.NotEmpty(outcome.Errors);
        Assert.DoesNotContain(Directory.EnumerateDirectories(folder), static one => !Path.GetFileName(one).StartsWith('.'));
    }

    [Fact]
    public async Task No_password_is_an_argument_of_any_program()
    {
        var (folder, programs) = (Folder("argv"), Folder("programs"));
        var log = Path.Combine(folder, "arguments");
        string[] watched = ["psql", "pg_dump", "pg_restore", "redis-cli", "redis-check-rdb", "sha256sum"];
        foreach (var program in watched)
        {
            var file = Path.Combine(programs, program);
            await File.WriteAllTextAsync(file, $"#!/bin/sh\necho \"{program} $*\" >>'{log}'\nprogram=$(PATH=${{PATH#*:}} && command -v {program})\nexec \"$program\" \"$@\"\n");
            Shell.Run("chmod", "0700", file).Required("chmod");
        }
        var outcome = await catalog.BackUpAsync(("folder", folder), ("PATH", $"{programs}:$PATH"));
        outcome.Required("backup.sh");
        var seen = await File.ReadAllTextAsync(log);
        Assert.All(watched, program => Assert.Contains($"{program} ", seen, StringComparison.Ordinal));
        string[] secrets = [catalog.State.Password, catalog.Cache.Password, catalog.Postgres.ConnectionString.Split("Password=")[1]];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, seen + outcome.Errors + outcome.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Shellcheck_has_nothing_to_say() =>
        Shell.Run(Shell.Find("shellcheck"), ["-x", .. Directory.GetFiles(BackupScripts.Folder, "*.sh")]).Required("shellcheck");

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(catalog.Folder, name)).FullName;

    private string Copy(string name)
    {
        var copy = Folder($"copy of {name}");
        foreach (var file in Directory.GetFiles(catalog.Backup)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    private static void Cut(string file) => File.WriteAllBytes(file, File.ReadAllBytes(file)[..^40]);

    private static void Flip(string file)
    {
        var content = File.ReadAllBytes(file);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(file, content);
    }

    /// <summary>Changes a file, or cuts it off, and makes the sums fit again.</summary>
    private static void Forge(string backup, string name, Func<string, string>? change)
    {
        var (file, sums) = (Path.Combine(backup, name), Path.Combine(backup, "SHA256SUMS"));
        if (change is null) Cut(file);
        else File.WriteAllText(file, change(File.ReadAllText(file)));
        var lines = File.ReadAllLines(sums).Select(line => line.EndsWith($"  {name}", StringComparison.Ordinal) ? $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {name}" : line);
        File.WriteAllText(sums, string.Join('\n', lines) + "\n", Encoding.ASCII);
    }
}
