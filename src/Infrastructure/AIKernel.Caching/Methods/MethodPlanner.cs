using System.Reflection;
using System.Text.RegularExpressions;

namespace AIKernel.Caching.Methods;

/// <summary>Reads an interface, and finds everything about it that cannot be done.</summary>
internal sealed partial class MethodPlanner
{
    private readonly Type _service;
    private readonly List<string> _faults = []; // each goes on from the interface's name

    private MethodPlanner(Type service) => _service = service;

    /// <summary>Every method of an interface that a class can have of its own, inherited ones too.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type service) =>
        service.GetInterfaces().Append(service).SelectMany(static type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(static method => method.IsVirtual && !method.IsFinal);

    /// <summary>The plan; to be followed only if nothing was found that cannot be done.</summary>
    public static MethodPlan Plan(Type service, Func<MethodInfo, CachedAttribute?> settingsOf, out IReadOnlyList<string> faults)
    {
        var planner = new MethodPlanner(service);
        faults = planner._faults;
        return planner.Plan(settingsOf);
    }

    private MethodPlan Plan(Func<MethodInfo, CachedAttribute?> settingsOf)
    {
        var (cached, writes) = (new List<CachedMethod>(), new List<MethodInfo>());
        if (!_service.IsInterface || _service.ContainsGenericParameters) _faults.Add(" is not a closed interface");
        foreach (var method in _faults.Count > 0 ? [] : MethodsOf(_service))
        {
            var before = _faults.Count;
            var settings = settingsOf(method);
            var isWrite = method.IsDefined(typeof(WritesAttribute));
            if (IsBeyondProxies(method)) Fault(method, "a proxy cannot pass on references to the stack");
            if (settings is not null && isWrite) Fault(method, "cannot be both cached and a write");
            if (isWrite && !IsTask(method.ReturnType)) Fault(method, "a write returns a task");
            else if (isWrite) writes.Add(method);
            if (settings is not null && Describe(method, settings) is { } one && _faults.Count == before) cached.Add(one);
        }
        if (_faults.Count == 0 && cached.Count + writes.Count == 0) _faults.Add(" has no method with [Cached]");
        return new(_service, [.. cached.GroupBy(static one => one.Method.Name).SelectMany(Name)], writes);
    }

    /// <summary>
    /// Overloads that have the same arguments by name and type, in another order or with and without a token, are one
    /// question and share their answers; others are told apart.
    /// </summary>
    private IEnumerable<CachedMethod> Name(IEnumerable<CachedMethod> overloads)
    {
        var operations = overloads.GroupBy(static one => one.Fingerprint).ToList();
        foreach (var methods in operations)
        {
            if (methods.Select(static one => (one.Answer, one.Settings.Terms)).Distinct().Count() > 1)
                Fault(methods.First().Method, "another overload asks the same, by names and types, but its [Cached] or its answer is another");
            foreach (var one in methods) yield return operations.Count == 1 ? one : one with { Name = $"{one.Method.Name}.{one.Fingerprint}" };
        }
    }

    private CachedMethod? Describe(MethodInfo method, CachedAttribute settings)
    {
        var parameters = method.GetParameters();
        FaultIf(method, method.IsGenericMethodDefinition, "is generic: its answers have no one type");
        FaultIf(method, parameters.Any(static one => one.ParameterType.IsByRef), "has ref, in or out parameters");
        FaultIf(method, parameters.Count(CallForm.IsToken) > 1, "has more than one CancellationToken");
        CheckSettings(method, settings);
        var templates = settings.Tags.Select(tag => TagTemplate.Parse(tag ?? "", parameters, what => Fault(method, what))).OfType<TagTemplate>().ToList();
        var answer = AnswerOf(method.ReturnType);
        FaultIf(method, answer is null, $"returns {MethodNames.Of(method.ReturnType)}, not Task<T> or ValueTask<T>");
        if (answer is null || method.IsGenericMethodDefinition) return null;
        foreach (var fault in DataShape.FaultsOfAnswer(answer)) Fault(method, fault);
        var before = _faults.Count;
        foreach (var parameter in parameters.Where(static one => !CallForm.IsToken(one) && !one.ParameterType.IsByRef && !one.ParameterType.IsByRefLike))
            foreach (var fault in DataShape.FaultsOfArgument(parameter.ParameterType, parameter.Name!)) Fault(method, fault);
        if (_faults.Count > before || parameters.Any(static one => one.ParameterType.IsByRef || one.ParameterType.IsByRefLike)) return null;
        var form = new CallForm(method);
        return new(method, settings, form, templates, answer, MethodNames.Fingerprint(_service, method.Name, form.Signature));
    }

    private void CheckSettings(MethodInfo method, CachedAttribute settings)
    {
        FaultIf(method, !Prefixes().IsMatch(settings.Prefix ?? ""), $"prefix '{settings.Prefix}' is not 1 to 32 lower-case letters, digits, '.', '_' and '-'");
        FaultIf(method, settings.Seconds is < 1 or > CachedAttribute.MaxSeconds, $"a lifetime is 1 to {CachedAttribute.MaxSeconds} seconds, not {settings.Seconds}");
        FaultIf(method, settings.AbsentSeconds is < 0 or > CachedAttribute.MaxSeconds, $"AbsentSeconds is 0 to {CachedAttribute.MaxSeconds}, not {settings.AbsentSeconds}");
        FaultIf(method, settings.JitterPercent is < 0 or > 50, $"JitterPercent is 0 to 50, not {settings.JitterPercent}");
        FaultIf(method, settings.RefreshAheadSeconds is < 0 or > CachedAttribute.MaxSeconds, $"RefreshAheadSeconds is 0 to {CachedAttribute.MaxSeconds}, not {settings.RefreshAheadSeconds}");
        FaultIf(method, settings.FailSafeSeconds is < 0 or > CachedAttribute.MaxSeconds, $"FailSafeSeconds is 0 to {CachedAttribute.MaxSeconds}, not {settings.FailSafeSeconds}");
        FaultIf(method, settings.Tags.Length == 0 && !settings.TimeBound, "has no tags: no change would end its answers. Name the tags that changes journal, or say TimeBound = true");
        FaultIf(method, settings.Tags.Length > 0 && settings.TimeBound, "has tags, which end its answers, and says TimeBound: one of the two");
    }

    private void FaultIf(MethodInfo method, bool isFault, string what)
    {
        if (isFault) Fault(method, what);
    }

    private void Fault(MethodInfo method, string what) => _faults.Add($".{MethodNames.Of(method)}: {what}");

    private static bool IsBeyondProxies(MethodInfo method) =>
        method.GetParameters().Any(static one => one.ParameterType.IsByRefLike || one.ParameterType.GetElementType()?.IsByRefLike == true || one.ParameterType.IsPointer)
        || method.ReturnType.IsByRef || method.ReturnType.IsByRefLike || method.ReturnType.IsPointer;

    private static bool IsTask(Type type) => type == typeof(Task) || type == typeof(ValueTask) || AnswerOf(type) is not null;

    private static Type? AnswerOf(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)) ? type.GetGenericArguments()[0] : null;

    [GeneratedRegex(@"\A[a-z0-9._-]{1,32}\z")]
    private static partial Regex Prefixes();
}
