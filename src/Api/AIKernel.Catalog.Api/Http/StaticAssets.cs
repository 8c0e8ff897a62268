namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// Files of <c>wwwroot</c>, where an operator has put some: a console of his own, from the origin whose cookies it needs. They are
/// for everybody and the same for everybody, so a browser keeps each for an hour. What is loaded by a page comes from here, too.
/// </summary>
internal static class StaticAssets
{
    private const string OneHour = "public, max-age=3600";
    private const string OwnOrigin = "default-src 'self'; frame-ancestors 'none'";

    /// <summary>Serves files of known types; no lists of folders, nothing whose name begins with a dot, nothing outside.</summary>
    public static void UseStaticAssets(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = static answer =>
        {
            answer.Context.Response.Headers.CacheControl = OneHour;
            answer.Context.Response.Headers.ContentSecurityPolicy = OwnOrigin;
        },
    });
}
