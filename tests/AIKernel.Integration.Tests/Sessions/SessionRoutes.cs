using System.Security.Claims;
using AIKernel.Catalog.Api.Sessions;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>Routes that use sessions as a console would, behind everything that the host puts before its own.</summary>
internal sealed class SessionRoutes : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        app.Run(AnswerAsync);
    };

    private static async Task AnswerAsync(HttpContext http)
    {
        var (path, value) = (http.Request.Path.Value, http.Request.Query["value"].ToString());
        switch (path)
        {
            case "/test/login":
                await http.SignInAsync(DistributedSessionStorageExtensions.Scheme, new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, value), new("scope", "catalog:read")], "test")));
                break;
            case "/test/logout":
                await http.SignOutAsync(DistributedSessionStorageExtensions.Scheme);
                break;
            case "/test/me":
                var found = await http.AuthenticateAsync(DistributedSessionStorageExtensions.Scheme);
                await http.Response.WriteAsync(found.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) is { } name ? $"{name} {found.Principal.FindFirstValue("scope")}" : "nobody");
                break;
            case "/test/closed":
                await http.ChallengeAsync(DistributedSessionStorageExtensions.Scheme);
                break;
            case "/test/put":
                http.Session.SetString("value", value);
                break;
            case "/test/get":
                await http.Session.LoadAsync();
                await http.Response.WriteAsync(http.Session.GetString("value") ?? "nothing");
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}

/// <summary>A browser as far as cookies go, but one that sends Secure cookies in the clear: the tests have no certificate.</summary>
internal sealed class Browser(ApiClient api)
{
    public Dictionary<string, string> Cookies { get; init; } = [];

    public string LastCookie { get; private set; } = "";

    /// <summary>The same cookies at another node.</summary>
    public Browser At(ApiClient other) => new(other) { Cookies = Cookies };

    /// <summary>What it sends as its cookies.</summary>
    public string Header => string.Join("; ", Cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}"));

    public Task<Reply> GetAsync(string path) => SendAsync("GET", path);

    public async Task<Reply> SendAsync(string method, string path, params (string, string)[] headers)
    {
        var reply = await api.SendAsync(method, path, null, Cookies.Count == 0 ? headers : [.. headers, ("Cookie", Header)]);
        LastCookie = reply.Header("Set-Cookie") ?? "";
        if (LastCookie.Length > 0 && LastCookie.Split(';')[0].Split('=', 2) is [var name, var value])
        {
            if (value.Length > 0) Cookies[name] = value;
            else Cookies.Remove(name);
        }
        return reply;
    }

    public async Task<string> ReadAsync(string path)
    {
        var reply = await GetAsync(path);
        Assert.True(reply.Status == 200, reply.ToString());
        return reply.Text;
    }
}
