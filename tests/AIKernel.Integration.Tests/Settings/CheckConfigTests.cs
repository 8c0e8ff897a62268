using System.Diagnostics;
using AIKernel.Catalog.Api.Http;
using AIKernel.Integration.Tests.Sessions;

namespace AIKernel.Integration.Tests.Settings;

/// <summary><c>AIKernel.Catalog.Api --check-config</c>: needs no server, tells everything, gives no secret away.</summary>
public sealed class CheckConfigTests
{
    [Fact]
    public async Task Every_setting_is_shown_with_its_value_and_where_that_comes_from()
    {
        var (exitCode, output, errors) = await RunAsync(["--Access:Reads=closed"], ("ConnectionStrings__Catalog", "Host=db"), ("caching__memory__limitmegabytes", "7"), ("CACHE_KEY_PREFIX", "mine_"));

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches("(?m)^SETTING +VALUE +SOURCE$", output);
        Assert.Matches("(?m)^Access:Reads +closed +command line$", output);
        Assert.Matches("(?m)^Access:Cors:Origins +\\(none\\) +", output);
        Assert.Matches("(?m)^Caching:Memory:LimitMegabytes +7 +environment variable caching__memory__limitmegabytes$", output);
        Assert.Matches("(?m)^Caching:Redis:InstanceName +mine_ +environment variable CACHE_KEY_PREFIX$", output);
        Assert.Matches("(?m)^Caching:Defaults:JitterPercent +10 +appsettings.Caching.json$", output);
        Assert.Matches("(?m)^Hosting:Grace +00:00:10 +appsettings.json$", output);
        Assert.Matches("(?m)^Http:Freshness:Item +\\(not set\\) +default$", output);
    }

    [Fact]
    public async Task No_secret_is_shown()
    {
        var (exitCode, output, errors) = await RunAsync(
            [], ("ConnectionStrings__Catalog", "Host=db;Username=me;Password='hush;1'"), ("Caching__Redis__ConnectionString", "cache:6379,password=hush2,ssl=true"), ("REDIS_PASSWORD", "hush3"),
            ("Caching__Redis__Password", "hush4"), ("State__DataProtection__Key", StateServers.Key), ("State__DataProtection__OldKeys__0", StateServers.Key),
            ("Caching__Encryption__CurrentKey", "k1"), ("Caching__Encryption__Keys__k1", StateServers.Key));

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.DoesNotContain("hush", output, StringComparison.Ordinal);
        Assert.DoesNotContain(StateServers.Key, output, StringComparison.Ordinal);
        Assert.Matches(@"(?mi)^ConnectionStrings:Catalog +host=db;username=me;password=\*\*\*\*\* +", output);
        Assert.Matches(@"(?m)^Caching:Redis:ConnectionString +cache:6379,password=\*\*\*\*\*,ssl=True +", output);
        Assert.Matches(@"(?m)^Caching:Encryption:Keys:k1 +\*\*\*\*\* +", output);
        Assert.Matches(@"(?m)^State:DataProtection:OldKeys:0 +\*\*\*\*\* +", output);
    }

    [Fact]
    public async Task What_is_wrong_is_told_instead_and_the_exit_code_says_so()
    {
        var (exitCode, output, errors) = await RunAsync([], ("ConnectionStrings__Catalog", ""), ("Access__Reads", "ajar"));

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("Access:Reads is 'ajar'; expected open or closed. It is set in: environment variable Access__Reads.", errors, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:Catalog is not set.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_is_a_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("aikernel-settings-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), "{\n  \"Access\": oops\n}");
        var (exitCode, output, errors) = await RunAsync(["--contentRoot", folder.FullName]);
        folder.Delete(recursive: true);

        Assert.Equal((1, "", 1), (exitCode, output, errors.TrimEnd().Split('\n').Length));
        Assert.Contains("appsettings.json", errors, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 1", errors, StringComparison.Ordinal);

        var (code, _, said) = await RunAsync(["-password=hush"]);
        Assert.Equal((1, "A word of the command line is no setting: expected --Section:Setting=value."), (code, said.TrimEnd()));
    }

    [Fact]
    public async Task A_file_that_is_named_counts_and_says_where_each_setting_stands()
    {
        var folder = Directory.CreateTempSubdirectory("aikernel-settings-");
        var file = Path.Combine(folder.FullName, "mine.yaml");
        await File.WriteAllTextAsync(file, "agent:\n  port: 8016\ncache_tiers: {l1: {max_size_mb: 33}}\n");
        var said = await RunAsync(["--config", file], ("ConnectionStrings__Catalog", "Host=db"));
        var told = await RunAsync([], ("ConnectionStrings__Catalog", "Host=db"), ("AIKERNEL_CONFIG", file), ("CACHE_L1_SIZE_MB", "44"));
        folder.Delete(recursive: true);

        Assert.Equal((0, 0), (said.ExitCode, told.ExitCode));
        Assert.Matches("(?m)^urls +http://127.0.0.1:8016 +mine.yaml, line 2, column 9 \\(agent.port\\)$", said.Output);
        Assert.Matches("(?m)^Caching:Memory:LimitMegabytes +33 +mine.yaml, line 3, column 33 \\(cache_tiers.l1.max_size_mb\\)$", said.Output);
        Assert.Matches("(?m)^Caching:Memory:LimitMegabytes +44 +environment variable CACHE_L1_SIZE_MB$", told.Output);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] words, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ProblemKind).Assembly.Location, .. words, "--check-config"])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await errors);
    }
}
