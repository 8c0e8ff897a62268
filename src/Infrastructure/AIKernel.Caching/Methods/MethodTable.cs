using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;

namespace AIKernel.Caching.Methods;

/// <summary>The methods of one registration, bound to the cache: once per process, whatever the service's lifetime.</summary>
internal sealed class MethodTable
{
    private readonly FrozenDictionary<MethodInfo, MethodHandler> _handlers;
    // Each closed form of a generic method, compiled when it is first called.
    private readonly ConcurrentDictionary<MethodInfo, MethodHandler> _closed = new();

    public MethodTable(MethodPlan plan, InnerService inner, ICache cache, IServiceProvider root)
    {
        Inner = inner;
        var handlers = MethodPlanner.MethodsOf(plan.Service).Where(static method => !method.IsGenericMethodDefinition).ToDictionary(static method => method, Pass);
        foreach (var method in plan.Writes) handlers[method] = Write(method, cache);
        foreach (var operation in plan.Cached.GroupBy(static method => method.Name)) Bind(operation.ToList(), cache, root, handlers);
        _handlers = handlers.ToFrozenDictionary();
    }

    public InnerService Inner { get; }

    public MethodHandler HandlerOf(MethodInfo method) => _handlers.GetValueOrDefault(method) ?? _closed.GetOrAdd(method, Pass);

    private static MethodHandler Pass(MethodInfo method) =>
        method.DeclaringType == typeof(IDisposable) ? new LeaveToContainer(null)
        : method.DeclaringType == typeof(IAsyncDisposable) ? new LeaveToContainer(default(ValueTask))
        : new PassThrough(MethodBodies.Compile(method));

    private static MethodHandler Write(MethodInfo method, ICache cache)
    {
        var result = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(object);
        return (MethodHandler)Activator.CreateInstance(typeof(WriteCall<>).MakeGenericType(result), MethodBodies.Compile(method), cache)!;
    }

    private void Bind(List<CachedMethod> overloads, ICache cache, IServiceProvider root, Dictionary<MethodInfo, MethodHandler> handlers)
    {
        var bind = typeof(MethodTable).GetMethod(nameof(BindAs), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(overloads[0].Answer);
        bind.Invoke(this, BindingFlags.DoNotWrapExceptions, null, [overloads, cache, root, handlers], null);
    }

    private void BindAs<TValue>(List<CachedMethod> overloads, ICache cache, IServiceProvider root, Dictionary<MethodInfo, MethodHandler> handlers)
    {
        var source = new CachedSource<TValue>(overloads[0], MethodBodies.Compile(overloads[0].Method), Inner, root);
        var operation = cache.Bind(source.Definition, source);
        foreach (var method in overloads) handlers[method.Method] = new CachedCall<TValue>(method, operation, MethodBodies.Compile(method.Method));
    }
}
