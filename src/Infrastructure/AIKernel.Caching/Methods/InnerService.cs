using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Methods;

/// <summary>A service behind its proxy. It is itself the key under which the container knows the service: nobody else has it.</summary>
/// <param name="service">The interface.</param>
/// <param name="name">The interface's name, and the registration's key where it has one.</param>
/// <param name="lifetime">As it was registered.</param>
internal sealed class InnerService(Type service, string name, ServiceLifetime lifetime)
{
    public Type Service => service;

    public string Name => name;

    /// <summary>The service of this scope.</summary>
    public object In(IServiceProvider provider) => provider.GetRequiredKeyedService(service, this);

    /// <summary>The service for one load: a singleton itself, any other out of a scope that ends with the load.</summary>
    public Loan Lend(IServiceProvider root)
    {
        if (lifetime == ServiceLifetime.Singleton) return new(In(root), null);
        var scope = root.CreateAsyncScope();
        try
        {
            return new(In(scope.ServiceProvider), scope);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{name} behind its cache";

    /// <summary>A service that is borrowed.</summary>
    public readonly struct Loan(object service, AsyncServiceScope? scope) : IAsyncDisposable
    {
        public object Service => service;

        public ValueTask DisposeAsync() => scope?.DisposeAsync() ?? default;
    }
}
