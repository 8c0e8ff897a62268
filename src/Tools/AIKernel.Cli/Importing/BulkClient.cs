using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace AIKernel.Cli.Importing;

/// <summary>The file could not be sent, or was not answered to its end: a sentence for the person at the keyboard.</summary>
internal sealed class ImportException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether the server wanted a key, or another one.</summary>
    public bool NeedsKey { get; init; }
}

/// <summary>Sends one file to the bulk route and reads the streamed answer.</summary>
internal static class BulkClient
{
    /// <summary>Holds the API key of the import: the words of a command are for all to see, its environment is not.</summary>
    public const string KeyVariable = "AIKERNEL_KEY";

    /// <param name="node">The address of a node.</param>
    /// <param name="file">NDJSON, plain or gzip.</param>
    /// <param name="sent">Told the number of bytes sent so far.</param>
    /// <param name="answered">Told the number of lines answered so far.</param>
    /// <param name="ct">Breaks off; the server keeps the batches it has committed.</param>
    /// <exception cref="ImportException">Nobody listens, the server refused it, or the answer broke off.</exception>
    public static async Task<BulkReport> SendAsync(Uri node, FileStream file, Action<long> sent, Action<long> answered, CancellationToken ct)
    {
        using var client = Connect(node);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, "api/v1/bulk?mode=best_effort")) { Content = new FileBody(file, sent) };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        request.Headers.ExpectContinue = true; // a refusal by the headers alone costs no upload
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.MultiStatus))
                throw new ImportException(await Problem.DescribeAsync(response, ct)) { NeedsKey = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden };

            return await ReadAsync(response, answered, ct);
        }
        catch (HttpRequestException fault) when (fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            throw new ImportException($"Nothing answers at {node}. Is ./run active, and on that port?", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new ImportException($"The connection to {node} failed: {fault.GetBaseException().Message}", fault);
        }
    }

    private static async Task<BulkReport> ReadAsync(HttpResponseMessage response, Action<long> answered, CancellationToken ct)
    {
        var report = new BulkReport();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        try
        {
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                report.Add(line);
                answered(report.Answered);
            }
        }
        catch (JsonException fault)
        {
            throw new ImportException("The server's answer is not what the bulk route gives. Is the address that of a node?", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new ImportException(BrokenOff(report), fault);
        }

        return report.Summary is null ? throw new ImportException(BrokenOff(report)) : report;
    }

    private static string BrokenOff(BulkReport report) =>
        $"The answer broke off after {report.Answered:N0} lines. What was taken stays; sending the same file again is safe.";

    private static HttpClient Connect(Uri node) => new(new SocketsHttpHandler
    {
        UseProxy = !node.IsLoopback,
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new ReadAheadStream(context.PlaintextStream)),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
