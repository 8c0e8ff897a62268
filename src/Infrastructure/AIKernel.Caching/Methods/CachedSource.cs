using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching.Methods;

/// <summary>What stands behind one cached operation: asks the service for what a call's text says.</summary>
internal sealed class CachedSource<TValue>(CachedMethod method, MethodBody body, InnerService inner, IServiceProvider root)
{
    public OperationDefinition<CachedSource<TValue>, string, TValue> Definition => new()
    {
        Prefix = method.Settings.Prefix,
        Name = $"{inner.Name}.{method.Name}",
        Policy = method.Settings.Policy,
        Serializer = new JsonCacheSerializer<TValue>((JsonTypeInfo<TValue>)MethodJson.TypeOf(typeof(TValue))),
        Key = (key, text) => CallForm.WriteKey(key.Add(method.Fingerprint), text),
        Tags = (tags, text, _) => AddTags(tags, text),
        Load = static (source, text, cancellationToken) => source.LoadAsync(text, cancellationToken),
    };

    private void AddTags(TagSet tags, string text)
    {
        if (method.Tags.Count == 0) return;
        var arguments = method.Form.Read(text, default);
        foreach (var tag in method.Tags) tags.Add(tag.Of(arguments));
    }

    private async ValueTask<TValue> LoadAsync(string text, CancellationToken cancellationToken)
    {
        // In a scope of its own: a load is shared, and whoever began it may have left, and its scope be gone, while others wait.
        await using var lent = inner.Lend(root);
        return body(lent.Service, method.Form.Read(text, cancellationToken)) switch
        {
            Task<TValue> task => await task,
            ValueTask<TValue> task => await task,
            _ => throw new InvalidOperationException($"{MethodNames.Of(method.Method)} returned no task."),
        };
    }
}
