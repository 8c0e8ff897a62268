using System.Reflection;

namespace AIKernel.Caching.Methods;

/// <summary>What is to be done with the methods of one service: those not named here pass through.</summary>
/// <param name="Service">The interface.</param>
/// <param name="Cached">The methods whose answers are cached. Those of one <see cref="CachedMethod.Name"/> share them.</param>
/// <param name="Writes">The methods that end with a catch-up.</param>
internal sealed record MethodPlan(Type Service, IReadOnlyList<CachedMethod> Cached, IReadOnlyList<MethodInfo> Writes)
{
    /// <summary>The operations' names in metrics, for one registration.</summary>
    public IEnumerable<string> FullNames(InnerService inner) => Cached.Select(method => $"{method.Settings.Prefix}.{inner.Name}.{method.Name}").Distinct(StringComparer.Ordinal);
}

/// <summary>One method whose answers are cached.</summary>
/// <param name="Method">The interface's method.</param>
/// <param name="Settings">How.</param>
/// <param name="Form">How its arguments are written.</param>
/// <param name="Tags">What ends an answer.</param>
/// <param name="Answer">The type of the answer, out of the task.</param>
/// <param name="Fingerprint">Of names and types.</param>
internal sealed record CachedMethod(MethodInfo Method, CachedAttribute Settings, CallForm Form, IReadOnlyList<TagTemplate> Tags, Type Answer, string Fingerprint)
{
    /// <summary>Among the service's operations: the method's name, and its fingerprint where the name is not enough.</summary>
    public string Name { get; init; } = Method.Name;
}
