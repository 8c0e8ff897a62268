using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace AIKernel.Caching.Methods;

/// <summary>Stands before a service in one scope. The service is made when a call first needs it: a hit makes none.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The runtime derives the class that has the interface.")]
internal class MethodProxy : DispatchProxy
{
    private MethodTable _table = null!;
    private IServiceProvider _provider = null!;
    private object? _inner;

    /// <summary>The service itself, of the caller's scope.</summary>
    // Two threads at once may both ask the container; one of the answers is kept, and the container disposes both.
    public object Inner => _inner ?? LazyInitializer.EnsureInitialized(ref _inner, () => _table.Inner.In(_provider));

    public static object Create(MethodTable table, IServiceProvider provider)
    {
        var proxy = (MethodProxy)Create(table.Inner.Service, typeof(MethodProxy));
        (proxy._table, proxy._provider) = (table, provider);
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _table.HandlerOf(targetMethod!).Invoke(this, args ?? []);
}
