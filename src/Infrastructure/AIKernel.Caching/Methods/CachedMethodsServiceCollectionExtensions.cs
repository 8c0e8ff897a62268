using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Methods;

/// <summary>Puts the cache in front of services of one's own.</summary>
public static class CachedMethodsServiceCollectionExtensions
{
    /// <summary>
    /// Caches the methods of a registered interface that have <see cref="CachedAttribute"/>, and ends those with
    /// <see cref="WritesAttribute"/> with a catch-up; all others pass through untouched. Every registration of it, keyed ones too,
    /// keeps its lifetime. Expects the cache engine in the container. Calling it again changes nothing.
    /// </summary>
    /// <param name="services">Where the service is registered already.</param>
    /// <param name="methods">How methods are cached that have no attribute, such as those of somebody else's interface, by name; before the attribute where there is one.</param>
    /// <exception cref="InvalidOperationException">Something of the interface or its registrations cannot be cached: all of it, in one message.</exception>
    public static IServiceCollection AddCachedMethods<TService>(this IServiceCollection services, IReadOnlyDictionary<string, CachedAttribute>? methods = null)
        where TService : class
    {
        var named = methods ?? new Dictionary<string, CachedAttribute>();
        var unknown = named.Keys.Where(static name => MethodPlanner.MethodsOf(typeof(TService)).All(method => method.Name != name)).Select(static name => $"has no method '{name}'");
        if (Registrations.AreDone(services, typeof(TService))) return services;
        return Decorate(services, typeof(TService), [typeof(TService)], method => named.GetValueOrDefault(method.Name) ?? method.GetCustomAttribute<CachedAttribute>(), unknown);
    }

    /// <summary>
    /// The same for every registered closed form of an open handler interface, such as <c>IReadHandler&lt;TRequest,TResponse&gt;</c>,
    /// whose request has <see cref="CachedAttribute"/>, or whose method has: the request's own counts first.
    /// </summary>
    /// <param name="services">Where the handlers are registered already.</param>
    /// <param name="handler">The open interface: <c>typeof(IReadHandler&lt;,&gt;)</c>.</param>
    /// <exception cref="InvalidOperationException">Something of the handlers cannot be cached: all of it, in one message.</exception>
    public static IServiceCollection AddCachedReadHandlers(this IServiceCollection services, Type handler)
    {
        if (!handler.IsInterface || !handler.IsGenericTypeDefinition) throw new ArgumentException($"{handler} is not an open interface.", nameof(handler));
        var closed = services.Select(static one => one.ServiceType).Where(type => type.IsConstructedGenericType && type.GetGenericTypeDefinition() == handler).Distinct()
            .Where(static type => MethodPlanner.MethodsOf(type).Any(static method => OfRequest(method) is not null)).ToList();
        string[] faults = services.Any(one => one.ServiceType == handler) ? ["is registered in its open form, of which nothing can be decorated"]
            : closed.Count == 0 ? ["is registered for no request with [Cached]"]
            : [];
        return Decorate(services, handler, closed, OfRequest, faults);
    }

    private static CachedAttribute? OfRequest(MethodInfo method) =>
        (method.GetParameters().Where(static one => !CallForm.IsToken(one)).ToList() is [var request] ? request.ParameterType.GetCustomAttribute<CachedAttribute>() : null)
        ?? method.GetCustomAttribute<CachedAttribute>();

    private static IServiceCollection Decorate(
        IServiceCollection services, Type asked, IEnumerable<Type> interfaces, Func<MethodInfo, CachedAttribute?> settingsOf, IEnumerable<string> known)
    {
        var faults = known.Select(fault => $"{MethodNames.Of(asked)} {fault}").ToList();
        var taken = Registrations.Names(services);
        var plans = new List<MethodPlan>();
        foreach (var service in interfaces.Where(service => !Registrations.AreDone(services, service)).ToList())
        {
            var plan = MethodPlanner.Plan(service, settingsOf, out var found);
            faults.AddRange(found.Concat(Registrations.FaultsOf(services, plan, taken).Select(static fault => $" {fault}")).Select(fault => MethodNames.Of(service) + fault));
            plans.Add(plan);
        }
        if (faults.Count > 0) throw new InvalidOperationException($"Methods cannot be cached:{string.Concat(faults.Select(static fault => $"{Environment.NewLine}- {fault}."))}");
        foreach (var plan in plans) Registrations.Decorate(services, plan);
        return services;
    }
}
