using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Telemetry;

/// <summary>What a process writes, from its first line to its last.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ConsoleLogTests(TelemetryDatabase database)
{
    [Fact]
    public async Task In_Production_every_line_is_a_JSON_object_with_time_level_and_trace()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        var output = await RunAsync(async api => await api.GetAsync($"/api/v1/resources/{Guid.NewGuid()}", ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-00")),
            ("Logging__LogLevel__AIKernel.Caching", "Trace"));

        var events = output.Select(static line => JsonElement.Parse(line)).ToList();
        Assert.All(events, static one =>
        {
            Assert.True(DateTimeOffset.TryParseExact(one.GetProperty("Timestamp").GetString(), "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time));
            Assert.InRange(TimeProvider.System.GetUtcNow() - time, TimeSpan.Zero, TimeSpan.FromMinutes(10));
            Assert.Contains(one.GetProperty("LogLevel").GetString(), new[] { "Trace", "Debug", "Information", "Warning", "Error", "Critical" });
            Assert.Equal(JsonValueKind.Number, one.GetProperty("EventId").ValueKind);
            Assert.False(string.IsNullOrEmpty(one.GetProperty("Category").GetString()));
            Assert.False(string.IsNullOrEmpty(one.GetProperty("Message").GetString()));
        });
        Assert.Contains(events, static one => one.GetProperty("EventId").GetInt32() == 5013); // the drain: up to the end
        var miss = Assert.Single(events, one => one.GetProperty("EventId").GetInt32() == 1031 && TraceOf(one) == trace);
        Assert.StartsWith("aikernel_:v1.", miss.GetProperty("State").GetProperty("Key").GetString(), StringComparison.Ordinal);
        Assert.Equal("resource.get", miss.GetProperty("State").GetProperty("Operation").GetString());
    }

    [Fact]
    public async Task A_fault_with_its_stack_is_one_line_too()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var address = FreeAddress();
        using var process = ApiProcess.Start(("ConnectionStrings__Catalog", $"Host=127.0.0.1;Port={port};Database=x;Username=x;Password=hush"), ("ASPNETCORE_URLS", address));
        using var api = new ApiClient(new Uri(address));
        await Eventually.HoldsAsync(() => AnswersAsync(api, "/health/live"), "the process is alive");
        process.Terminate();
        await process.ExitAsync();

        var events = Lines(await process.Output).Select(static line => JsonElement.Parse(line)).ToList();
        Assert.Contains(events, static one => one.TryGetProperty("Exception", out var fault) && fault.GetString()!.Contains("   at ", StringComparison.Ordinal));
        Assert.DoesNotContain("hush", await process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DOTNET_ENVIRONMENT", "Development")]
    [InlineData("Logging__Console__FormatterName", "simple")]
    public async Task In_Development_and_wherever_it_is_asked_for_lines_are_for_people(string name, string value)
    {
        var output = await RunAsync(static _ => Task.CompletedTask, (name, value));
        Assert.All(output, static line => Assert.Matches(new Regex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ?(trce|dbug|info|warn|fail|crit): \S"), line));
    }

    private async Task<List<string>> RunAsync(Func<ApiClient, Task> use, params (string, string)[] environment)
    {
        var address = FreeAddress();
        using var process = ApiProcess.Start([("ConnectionStrings__Catalog", database.ConnectionString), ("ASPNETCORE_URLS", address), ("Hosting__Drain", "00:00:00.1"), .. environment]);
        using var api = new ApiClient(new Uri(address));
        await Eventually.HoldsAsync(() => AnswersAsync(api, "/health/ready"), "the process is ready");
        await use(api);
        process.Terminate();
        Assert.Equal(0, await process.ExitAsync());
        Assert.Empty(await process.Errors);
        return Lines(await process.Output);
    }

    private static List<string> Lines(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        Assert.NotEmpty(lines);
        return lines;
    }

    private static string? TraceOf(JsonElement one) => one.GetProperty("Scopes").EnumerateArray()
        .Select(static scope => scope.TryGetProperty("TraceId", out var id) ? id.GetString() : null).FirstOrDefault(static id => id is not null);

    private static async Task<bool> AnswersAsync(ApiClient api, string path)
    {
        try
        {
            return (await api.GetAsync(path)).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
