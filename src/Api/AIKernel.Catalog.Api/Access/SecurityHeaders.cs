namespace AIKernel.Catalog.Api.Access;

/// <summary>What a browser is told to do with our answers: show them nowhere, guess nothing about them, carry nothing elsewhere.</summary>
internal static class SecurityHeaders
{
    private const string Api = "default-src 'none'; frame-ancestors 'none'";
    private const string OneYear = "max-age=31536000";

    /// <summary>On every answer, refusals and faults included. A page that needs more than nothing sets a policy of its own before.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = Api;
            if (headers.XFrameOptions.Count == 0) headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            if (context.Request.IsHttps) headers.StrictTransportSecurity = OneYear;
            return Task.CompletedTask;
        }, context);
        return next(context);
    });
}
