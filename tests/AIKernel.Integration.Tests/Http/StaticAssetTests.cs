using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

/// <summary>What an operator puts beside the program for browsers.</summary>
[Collection(HttpCollection.Name)]
public sealed class StaticAssetTests(HttpFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aikernel-webroot-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task They_are_kept_for_an_hour_and_nothing_else_is_served()
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder, "wwwroot")).FullName;
        await File.WriteAllTextAsync(Path.Combine(root, "console.html"), "<!doctype html><title>Console</title>");
        await File.WriteAllTextAsync(Path.Combine(root, ".secret.html"), "hidden");
        await File.WriteAllTextAsync(Path.Combine(root, "notes.unknown"), "no known type");
        await File.WriteAllTextAsync(Path.Combine(_folder, "outside.html"), "outside");
        var address = $"http://127.0.0.1:{NodeFixture.FreePort()}";
        using var process = ApiProcess.Start(("ConnectionStrings__Catalog", fixture.ConnectionString), ("ASPNETCORE_URLS", address), ("ASPNETCORE_WEBROOT", root));
        using var api = new ApiClient(new Uri(address));
        await Eventually.HoldsAsync(() => IsReadyAsync(api), "the process is ready");

        var page = await api.GetAsync("/console.html");
        Assert.Equal((200, "<!doctype html><title>Console</title>"), (page.Status, page.Text));
        Assert.Equal(
            ("public, max-age=3600", "default-src 'self'; frame-ancestors 'none'", "nosniff"),
            (page.Header("Cache-Control"), page.Header("Content-Security-Policy"), page.Header("X-Content-Type-Options")));
        Assert.Equal(304, (await api.GetAsync("/console.html", ("If-None-Match", page.Etag))).Status);

        foreach (var path in new[] { "/", "/.secret.html", "/notes.unknown", "/../outside.html", "/%2e%2e/outside.html", "/..%2foutside.html" })
            Assert.Equal((404, "unknown-route"), await StatusAsync(api, path));
        // The API says the same as without them.
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", (await api.GetAsync("/api/v1/resources?limit=1")).Header("Content-Security-Policy"));
    }

    private static async Task<(int, string?)> StatusAsync(ApiClient api, string path)
    {
        var reply = await api.GetAsync(path);
        return (reply.Status, reply.Code);
    }

    private static async Task<bool> IsReadyAsync(ApiClient api)
    {
        try
        {
            return (await api.GetAsync("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }
}
