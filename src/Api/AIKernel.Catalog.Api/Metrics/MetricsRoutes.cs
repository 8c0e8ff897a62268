using System.Text;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Metrics;

/// <summary>The pages that Prometheus reads: everything, and the cache alone.</summary>
internal static class MetricsRoutes
{
    public static void AddMetricsPages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<MetricsConfiguration>(configuration);
        services.AddMetrics();
        services.AddSingleton<MetricsCollector>();
    }

    public static void MapMetricsPages(this WebApplication app)
    {
        // Made now: what is counted before somebody listens is lost.
        var collector = app.Services.GetRequiredService<MetricsCollector>();
        var vocabulary = new MetricVocabulary(app.Services.GetRequiredService<IOptions<MetricsConfiguration>>().Value.Prefix);
        Map("/metrics", "metrics", "Metrics of the node in Prometheus text", MetricPages.Cache, MetricPages.Host);
        Map("/metrics/cache", "cacheMetrics", "Metrics of the cache in Prometheus text", MetricPages.Cache);

        void Map(string path, string id, string summary, params string[] pages) =>
            app.MapGet(path, () => new Page(Render(collector, vocabulary, pages))).WithTags("Operations").NeedsOperator()
                .Named(id, summary).Answers(200, "The page.", "Metrics", "text/plain");
    }

    private static string Render(MetricsCollector collector, MetricVocabulary vocabulary, IReadOnlyList<string> pages)
    {
        var text = new StringBuilder(16 << 10);
        collector.Collect(pages, (family, collection) => PrometheusText.Write(text, family, collection, vocabulary));
        return text.ToString();
    }

    private sealed class Page(string text) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            // A lone surrogate in a label becomes a replacement character here, not an exception.
            var body = Encoding.UTF8.GetBytes(text);
            var response = httpContext.Response;
            response.ContentType = PrometheusText.ContentType;
            response.Headers.CacheControl = CacheControlHeaders.NoStore;
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }
}
