using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Methods;

/// <summary>
/// Puts proxies before the registrations of a service. The service stays registered with its lifetime, under a key of ours:
/// a load needs it without its proxy, and in another scope than the caller's.
/// </summary>
internal static partial class Registrations
{
    /// <summary>A service whose methods are cached, and its operations' names.</summary>
    private sealed record Done(Type Service, IReadOnlyList<string> Names);

    public static bool AreDone(IServiceCollection services, Type service) => AllDone(services).Any(done => done.Service == service);

    /// <summary>The operations of services that are decorated already, each with its service.</summary>
    public static Dictionary<string, Type> Names(IServiceCollection services) =>
        AllDone(services).SelectMany(static done => done.Names.Select(name => (name, done.Service))).ToDictionary(static one => one.name, static one => one.Service, StringComparer.Ordinal);

    /// <summary>Everything that keeps the service's registrations from being decorated. Its operations' names are taken from now on.</summary>
    public static IEnumerable<string> FaultsOf(IServiceCollection services, MethodPlan plan, Dictionary<string, Type> taken)
    {
        var own = Of(services, plan.Service).ToList();
        if (own.Count == 0) yield return "is not registered; methods are cached after their service is";
        foreach (var same in own.GroupBy(static one => one.ServiceKey).Where(static same => same.Count() > 1))
            yield return $"is registered {same.Count()} times{(same.Key is null ? "" : $" under '{same.Key}'")}: their answers would share keys";
        foreach (var one in own)
        {
            if (one.ServiceKey is not null && !IsKey(one.ServiceKey)) yield return $"is registered under '{one.ServiceKey}': a key is a text of 1 to 64 letters, digits, '.', '_' and '-', or an enum or whole number";
            if (ImplementationOf(one) is not { } type) continue;
            if (AsksForItsKey(type)) yield return $"{MethodNames.Of(type)} asks for the key it is registered under, which would be another";
            foreach (var method in type.GetMethods().Where(static method => method.IsDefined(typeof(CachedAttribute)) || method.IsDefined(typeof(WritesAttribute))))
                yield return $"{MethodNames.Of(type)}.{MethodNames.Of(method)}: the attribute does nothing there; it belongs on the interface";
        }
        foreach (var name in own.Select(one => InnerOf(plan, one)).SelectMany(plan.FullNames).Distinct(StringComparer.Ordinal))
            if (!taken.TryAdd(name, plan.Service)) yield return $"would take the operation '{name}' of {taken[name]}: choose another prefix";
    }

    public static void Decorate(IServiceCollection services, MethodPlan plan)
    {
        var names = new List<string>();
        foreach (var one in Of(services, plan.Service).ToList())
        {
            var inner = InnerOf(plan, one);
            services.Add(Under(inner, one));
            services.AddKeyedSingleton(inner, (root, _) => new MethodTable(plan, inner, root.GetRequiredService<ICache>(), root));
            services[services.IndexOf(one)] = Proxy(one, provider => MethodProxy.Create(provider.GetRequiredKeyedService<MethodTable>(inner), provider));
            names.AddRange(plan.FullNames(inner));
        }
        services.AddSingleton(new Done(plan.Service, names));
    }

    private static IEnumerable<ServiceDescriptor> Of(IServiceCollection services, Type service) =>
        services.Where(one => one.ServiceType == service && one.ServiceKey is not InnerService);

    private static IEnumerable<Done> AllDone(IServiceCollection services) =>
        services.Where(static one => one.ServiceType == typeof(Done)).Select(static one => (Done)one.ImplementationInstance!);

    private static InnerService InnerOf(MethodPlan plan, ServiceDescriptor one) =>
        new(plan.Service, MethodNames.Of(plan.Service) + (one.ServiceKey is null ? "" : $"@{one.ServiceKey}"), one.Lifetime);

    private static ServiceDescriptor Proxy(ServiceDescriptor one, Func<IServiceProvider, object> make) =>
        one.IsKeyedService
            ? ServiceDescriptor.DescribeKeyed(one.ServiceType, one.ServiceKey, (provider, _) => make(provider), one.Lifetime)
            : ServiceDescriptor.Describe(one.ServiceType, make, one.Lifetime);

    private static ServiceDescriptor Under(InnerService inner, ServiceDescriptor one)
    {
        if (ImplementationOf(one, instances: false) is { } type) return ServiceDescriptor.DescribeKeyed(one.ServiceType, inner, type, one.Lifetime);
        if (InstanceOf(one) is { } instance) return new(one.ServiceType, inner, instance);
        return one.IsKeyedService
            ? ServiceDescriptor.DescribeKeyed(one.ServiceType, inner, (provider, _) => one.KeyedImplementationFactory!(provider, one.ServiceKey), one.Lifetime)
            : ServiceDescriptor.DescribeKeyed(one.ServiceType, inner, (provider, _) => one.ImplementationFactory!(provider), one.Lifetime);
    }

    private static object? InstanceOf(ServiceDescriptor one) => one.IsKeyedService ? one.KeyedImplementationInstance : one.ImplementationInstance;

    private static Type? ImplementationOf(ServiceDescriptor one, bool instances = true) =>
        (one.IsKeyedService ? one.KeyedImplementationType : one.ImplementationType) ?? (instances ? InstanceOf(one)?.GetType() : null);

    private static bool AsksForItsKey(Type type) => type.GetConstructors().SelectMany(static one => one.GetParameters()).Any(static parameter =>
        parameter.IsDefined(typeof(ServiceKeyAttribute)) || parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { LookupMode: ServiceKeyLookupMode.InheritKey });

    private static bool IsKey(object key) => key is string or Enum or int or long or Guid && Keys().IsMatch($"{key}");

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Keys();
}
