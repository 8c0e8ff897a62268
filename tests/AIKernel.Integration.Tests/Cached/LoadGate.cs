using System.Reflection;

namespace AIKernel.Integration.Tests.Cached;

/// <summary>Holds one load between the database's answer and its way back to the cache.</summary>
internal sealed class LoadGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _entered, _released;
    private string? _method;

    /// <summary>Holds the next call of this repository method once the database has answered it.</summary>
    public void Close(string method)
    {
        (_entered, _released) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock) _method = method;
    }

    /// <summary>Completes when the load is held.</summary>
    public Task Entered => _entered!.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Lets the load go on.</summary>
    public void Open() => _released!.SetResult();

    public async ValueTask PassAsync(string method)
    {
        lock (_lock)
        {
            if (_method != method) return;
            _method = null;
        }
        _entered!.SetResult();
        await _released!.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}

/// <summary>A repository whose reads pass a gate after they have been answered.</summary>
public class GatedProxy<T> : DispatchProxy
    where T : class
{
    private static readonly MethodInfo PassMethod = typeof(GatedProxy<T>).GetMethod(nameof(PassAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;
    private T _inner = null!;
    private LoadGate _gate = null!;

    internal static T Wrap(T inner, LoadGate gate)
    {
        var proxy = Create<T, GatedProxy<T>>();
        ((GatedProxy<T>)(object)proxy)._inner = inner;
        ((GatedProxy<T>)(object)proxy)._gate = gate;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.Invoke(_inner, args);
        return PassMethod.MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()).Invoke(this, [answer, targetMethod.Name]);
    }

    private async ValueTask<TAnswer> PassAsync<TAnswer>(ValueTask<TAnswer> answer, string method)
    {
        var value = await answer;
        await _gate.PassAsync(method);
        return value;
    }
}
