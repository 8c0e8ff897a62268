using System.Diagnostics;
using AIKernel.Catalog.Api.Http;
using AIKernel.TestKit.Catalog;
using Npgsql;

namespace AIKernel.Integration.Tests.Hosting;

/// <summary><c>AIKernel.Catalog.Api migrate</c> as a Job runs it: a process of its own, told nothing but where the database is.</summary>
public sealed class MigrateCommandTests : IAsyncLifetime
{
    private string _database = "";

    public async Task InitializeAsync() => _database = await CatalogServer.CreateEmptyAsync();

    public Task DisposeAsync() => CatalogServer.DropAsync(_database);

    [Fact]
    public async Task An_empty_database_is_brought_to_form_and_a_second_time_changes_nothing()
    {
        Assert.Equal((0, "The database has this version's form."), await RunAsync(_database));
        var applied = await CountAsync("select count(*) from catalog.migrations");
        Assert.True(applied > 0);
        Assert.Equal(1, await CountAsync("select count(*) from pg_class where oid = 'journal.entries'::regclass"));
        Assert.Equal((0, "The database has this version's form."), await RunAsync(_database));
        Assert.Equal(applied, await CountAsync("select count(*) from catalog.migrations"));
    }

    [Fact]
    public async Task Several_at_once_do_it_once()
    {
        var ends = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync(_database)));
        Assert.All(ends, static end => Assert.Equal((0, "The database has this version's form."), end));
        Assert.Equal(0, await CountAsync("""select count(*) - count(distinct "MigrationId") from catalog.migrations"""));
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_said_and_fails()
    {
        var (code, text) = await RunAsync("Host=127.0.0.1;Port=1;Database=x;Username=x;Password=hush");
        Assert.Equal(1, code);
        Assert.StartsWith("The database cannot be reached", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_is_told_so()
    {
        await ExecuteAsync("do $$ begin if not exists (select from pg_roles where rolname = 'reader') then create role reader login password 'hush'; end if; end $$");
        var (code, text) = await RunAsync(new NpgsqlConnectionStringBuilder(_database) { Username = "reader", Password = "hush" }.ConnectionString);
        Assert.Equal(1, code);
        Assert.StartsWith("The database refused the migration: permission denied", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "ConnectionStrings:Catalog")]
    [InlineData("nonsense", "ConnectionStrings:Catalog")]
    public async Task A_setting_that_is_missing_or_wrong_is_named(string? database, string expected)
    {
        var (code, text) = await RunAsync(database);
        Assert.Equal(1, code);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_argument_is_refused() => Assert.Equal((2, "migrate takes no arguments; 'now' was given."), await RunAsync(_database, "now"));

    private static async Task<(int Code, string Errors)> RunAsync(string? database, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ProblemKind).Assembly.Location, "migrate", .. words])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ConnectionStrings__Catalog");
        if (database is not null) start.Environment["ConnectionStrings__Catalog"] = database;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.DoesNotContain("Password", await output, StringComparison.Ordinal);
        return (process.ExitCode, (await errors).Trim());
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
