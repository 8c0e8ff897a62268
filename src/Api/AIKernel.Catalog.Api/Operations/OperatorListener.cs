using System.Net;
using System.Net.Sockets;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>Opens the operators' port beside the public ones, however those are told.</summary>
internal static class OperatorListener
{
    private const string Endpoints = "Kestrel:Endpoints";
    private const string OfOperators = "Operators";

    /// <summary>
    /// Opens every port, that of the operators among them, and runs until it is told to stop, be it before it has started. A
    /// port that another program has is told in a sentence; the exit code is then 1.
    /// </summary>
    public static async Task<int> RunToItsEndAsync(this WebApplication app)
    {
        // Read now: a host that failed to start is disposed of.
        var port = AccessRules.OperatorPortOf(app.Configuration);
        var stopping = app.Lifetime.ApplicationStopping;
        OpenOperatorPort(app, port);
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 0; // it waited for its database, say
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(port is not null && fault.Message.Contains($":{port}:", StringComparison.Ordinal)
                ? $"Operations:Port is {port}, but another program listens there already."
                : $"Another program listens already where the catalog should. {fault.Message}");
            return 1;
        }
    }

    /// <summary>The ports that the catalog itself listens on. What cannot be read is left out: the server says so when it starts.</summary>
    public static IReadOnlyCollection<int> PublicPortsOf(IConfiguration configuration) =>
        [.. (HasEndpoints(configuration) ? configuration.GetSection(Endpoints).GetChildren().Where(static endpoint => endpoint.Key != OfOperators).Select(static endpoint => endpoint["Url"]) : PublicUrlsOf(configuration))
            .Select(PortOf).OfType<int>()];

    private static void OpenOperatorPort(WebApplication app, int? port)
    {
        if (port is null) return;
        var url = $"http://{HostOf(app.Services.GetRequiredService<IOptions<OperationsConfiguration>>().Value.Address)}:{port}";
        // Endpoints in words make the server ignore addresses; addresses of the program's make it ignore those that are configured.
        if (HasEndpoints(app.Configuration)) app.Configuration[$"{Endpoints}:{OfOperators}:Url"] = url;
        else foreach (var one in PublicUrlsOf(app.Configuration).Append(url)) app.Urls.Add(one);
    }

    private static bool HasEndpoints(IConfiguration configuration) => configuration.GetSection(Endpoints).GetChildren().Any();

    private static string[] PublicUrlsOf(IConfiguration configuration)
    {
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey]);
        if (urls.Length > 0) return urls;
        string[] ports = [
            .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(static port => $"http://*:{port}"),
            .. Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(static port => $"https://*:{port}")];
        return ports.Length > 0 ? ports : [ServerLimits.DefaultAddress];
    }

    private static string[] Split(string? text) => text?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static int? PortOf(string? url)
    {
        try
        {
            return url is null ? null : BindingAddress.Parse(url).Port;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string HostOf(string address) =>
        IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{ip}]" : address;
}
