namespace AIKernel.Catalog.Api.Hosting;

/// <summary>
/// While the node drains, each answer is the last on its connection: whoever asked goes elsewhere with the next request, and
/// nobody sends one just when the server closes. Over HTTP/2 the server says so itself.
/// </summary>
internal sealed class DrainMiddleware
{
    private readonly RequestDelegate _next;
    private readonly DrainService _drain;
    // Made once: a request pays for an entry in a list.
    private readonly Func<object, Task> _atStart;

    public DrainMiddleware(RequestDelegate next, DrainService drain) => (_next, _drain, _atStart) = (next, drain, CloseWhenDraining);

    public Task InvokeAsync(HttpContext context)
    {
        // When the answer begins, not now: a request under way when the order comes is the last of its connection too.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol)) context.Response.OnStarting(_atStart, context.Response);
        return _next(context);
    }

    private Task CloseWhenDraining(object response)
    {
        if (_drain.IsStopping) ((HttpResponse)response).Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
