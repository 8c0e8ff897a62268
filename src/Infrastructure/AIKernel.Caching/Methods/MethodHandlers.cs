namespace AIKernel.Caching.Methods;

/// <summary>What a proxy does when one method of it is called.</summary>
internal abstract class MethodHandler
{
    public abstract object? Invoke(MethodProxy proxy, object?[] arguments);

    /// <summary>A proxy hands out objects: this one is awaited once, by the caller.</summary>
    protected static object Boxed<T>(ValueTask<T> task) => task;
}

/// <summary>Asks the service itself.</summary>
internal sealed class PassThrough(MethodBody body) : MethodHandler
{
    public override object? Invoke(MethodProxy proxy, object?[] arguments) => body(proxy.Inner, arguments);
}

/// <summary>
/// A proxy's own disposal does nothing: the container disposes the service itself, if it made it, and a service that was never
/// asked for is not made to be disposed.
/// </summary>
internal sealed class LeaveToContainer(object? answer) : MethodHandler
{
    public override object? Invoke(MethodProxy proxy, object?[] arguments) => answer;
}

/// <summary>Asks the cache.</summary>
internal sealed class CachedCall<TValue>(CachedMethod method, CachedOperation<string, TValue> operation, MethodBody body) : MethodHandler
{
    private readonly bool _isValueTask = method.Method.ReturnType == typeof(ValueTask<TValue>);
    private readonly CallForm _form = method.Form;
    private readonly TagTemplate[] _tags = [.. method.Tags];

    public override object? Invoke(MethodProxy proxy, object?[] arguments)
    {
        foreach (var tag in _tags)
            if (!tag.IsNamedBy(arguments)) return body(proxy.Inner, arguments);
        if (_form.Write(arguments) is not { } text) return body(proxy.Inner, arguments);
        var token = _form.TokenIn(arguments);
        return _isValueTask ? Boxed(operation.GetAsync(text, token)) : operation.GetAsync(text, token).AsTask();
    }
}

/// <summary>Asks the service itself and then catches up with the journal.</summary>
internal sealed class WriteCall<TResult>(MethodBody body, ICache cache) : MethodHandler
{
    public override object? Invoke(MethodProxy proxy, object?[] arguments) => body(proxy.Inner, arguments) switch
    {
        Task<TResult> task => cache.WriteAsync(new ValueTask<TResult>(task)).AsTask(),
        ValueTask<TResult> task => Boxed(cache.WriteAsync(task)),
        Task task => cache.WriteAsync(EndOf(task)).AsTask(),
        ValueTask task => new ValueTask(cache.WriteAsync(EndOf(task.AsTask())).AsTask()),
        var nothing => nothing,
    };

    private static async ValueTask<TResult?> EndOf(Task task)
    {
        await task;
        return default;
    }
}
