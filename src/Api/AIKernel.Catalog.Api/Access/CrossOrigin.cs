using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.RateLimits;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Access;

/// <summary>Which pages of other sites may call the API: none, unless the section <c>Access:Cors</c> names them. They never bring cookies along.</summary>
internal static class CrossOrigin
{
    private static readonly string[] Sent =
    [
        HeaderNames.Authorization, PresentedKey.Header, HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.CacheControl, HeaderNames.IfMatch, HeaderNames.IfNoneMatch,
        HeaderNames.IfModifiedSince, HeaderNames.IfUnmodifiedSince, HeaderNamesOfOurs.CatalogPosition, HeaderNames.TraceParent, HeaderNames.TraceState,
    ];

    private static readonly string[] Answered =
    [
        HeaderNames.ETag, HeaderNames.Location, HeaderNames.Link, HeaderNames.RetryAfter, HeaderNames.Age, HeaderNames.WWWAuthenticate, "Cache-Status",
        HeaderNamesOfOurs.CatalogPosition, RateLimitHeaders.Policy, RateLimitHeaders.State,
    ];

    public static void AddCrossOrigin(this IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<AccessConfiguration>>(static (options, access) =>
            options.AddDefaultPolicy(policy => policy
                .WithOrigins([.. access.Value.Cors.Origins])
                .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
                .WithHeaders(Sent)
                .WithExposedHeaders(Answered)
                .SetPreflightMaxAge(TimeSpan.FromSeconds(access.Value.Cors.MaxAgeSeconds))));
    }

    /// <summary>Before everything that refuses, so that a page can read why it was refused. Where no origin is named, nothing is added.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<AccessConfiguration>>().Value.Cors.Origins.Count == 0) return;
        app.Use(static (context, next) =>
        {
            // On every answer, since each may be kept (RFC 9110, 12.5.5); the framework says it only where it grants, and knows several origins.
            context.Response.OnStarting(static state =>
            {
                var vary = ((HttpContext)state).Response.Headers.Vary.ToString();
                if (!vary.Contains(HeaderNames.Origin, StringComparison.OrdinalIgnoreCase))
                    ((HttpContext)state).Response.Headers.Vary = vary.Length == 0 ? HeaderNames.Origin : $"{vary}, {HeaderNames.Origin}";
                return Task.CompletedTask;
            }, context);
            return next(context);
        });
        app.UseCors();
    }
}
