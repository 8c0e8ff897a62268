using System.Buffers;
using System.Globalization;
using System.Text.Json;
using AIKernel.Catalog.Api.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIKernel.Catalog.Api.Health;

/// <summary>A health report as JSON; 503 when a check is unhealthy, 200 otherwise. Exceptions are never told.</summary>
internal sealed class HealthAnswer(HealthReport report) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = CacheControlHeaders.NoStore;
        var body = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(body)) Write(writer);
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("status", Name(report.Status));
        writer.WriteNumber("durationMs", Math.Round(report.TotalDuration.TotalMilliseconds, 3));
        writer.WriteStartArray("checks");
        foreach (var (name, entry) in report.Entries)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("status", Name(entry.Status));
            writer.WriteString("description", entry.Description);
            writer.WriteNumber("durationMs", Math.Round(entry.Duration.TotalMilliseconds, 3));
            WriteData(writer, entry.Data);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, IReadOnlyDictionary<string, object> data)
    {
        writer.WriteStartObject("data");
        foreach (var (key, value) in data)
        {
            if (value is bool flag) writer.WriteBoolean(key, flag);
            else if (value is int or long or short or byte) writer.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
            else if (value is double number && double.IsFinite(number)) writer.WriteNumber(key, number);
            else writer.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
        }
        writer.WriteEndObject();
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
