using AIKernel.Catalog.Api.Configuration;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Http;
using Npgsql;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>
/// <c>AIKernel.Catalog.Api migrate</c>: brings the database to this version's form and ends, before the first node of the
/// version starts. Exit code 0: done, or nothing was to be done.
/// </summary>
internal static class MigrateCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    public static bool IsAskedFor(string[] args) => args is ["migrate", ..];

    /// <summary>Needs nothing of the configuration but where the database is.</summary>
    public static async Task<int> ExecuteAsync(string[] words, WebApplicationBuilder builder)
    {
        if (words.Length > 0) return await SayAsync($"migrate takes no arguments; '{words[0]}' was given.", Misused);
        var faults = SettingsFaults.In(SettingsSection.Of(typeof(ConnectionStringsConfiguration)), builder.Configuration, builder.Environment);
        if (faults.Count > 0) return await SayAsync(string.Join(Environment.NewLine, faults), Failed);
        builder.Services.AddDatabase(CatalogConnection.Of(builder.Configuration));
        builder.Services.AddSingleton<DatabaseForm>();
        await using var provider = builder.Services.BuildServiceProvider();
        try
        {
            await provider.GetRequiredService<DatabaseForm>().ApplyAsync(CancellationToken.None);
            return await SayAsync("The database has this version's form.", Done);
        }
        catch (Exception fault) when (DatabaseFaults.IsOutage(fault))
        {
            return await SayAsync($"The database cannot be reached ({DatabaseFaults.Name(fault)}).", Failed);
        }
        catch (PostgresException fault)
        {
            return await SayAsync($"The database refused the migration: {fault.MessageText} ({fault.SqlState}).", Failed);
        }
    }

    private static async Task<int> SayAsync(string text, int exitCode)
    {
        await Console.Error.WriteLineAsync(text);
        return exitCode;
    }
}
