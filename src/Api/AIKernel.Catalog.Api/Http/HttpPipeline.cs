namespace AIKernel.Catalog.Api.Http;

/// <summary>The steps every request goes through, by name, for the composition root.</summary>
internal static class HttpPipeline
{
    /// <summary>Exceptions become problem documents.</summary>
    public static void UseFaultAnswers(this WebApplication app) => app.UseMiddleware<FaultMiddleware>();

    /// <summary>HEAD is GET without the body: the server leaves the body out, since it has read the method for itself.</summary>
    public static void UseHeadAsGet(this WebApplication app) => app.Use(static async (context, next) =>
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }
        context.Features.Set(AskedForHead.Instance);
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    });

    /// <summary>Bare refusals of the framework (no such route, no such method) become problem documents too.</summary>
    public static void UseStatusAnswers(this WebApplication app) => app.UseStatusCodePages(static pages =>
    {
        var response = pages.HttpContext.Response;
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed && response.Headers.Allow.ToString() is var allow
            && allow.Contains(HttpMethods.Get, StringComparison.Ordinal))
            response.Headers.Allow = $"{allow}, {HttpMethods.Head}";
        return new Refusal(ProblemKind.OfStatus(response.StatusCode)).ExecuteAsync(pages.HttpContext);
    });

    /// <summary>Catches up where the request or the route asks for it.</summary>
    public static void UseFreshness(this WebApplication app) => app.UseMiddleware<FreshnessMiddleware>();

    /// <summary>Whether the caller wants the headers only.</summary>
    public static bool WantsHeadersOnly(this HttpContext context) => context.Features.Get<AskedForHead>() is not null;

    private sealed class AskedForHead
    {
        public static AskedForHead Instance { get; } = new();
    }
}
