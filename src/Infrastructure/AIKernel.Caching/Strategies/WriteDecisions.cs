namespace AIKernel.Caching.Strategies;

/// <summary>Decides what a write leaves open, and refuses what is out of bounds.</summary>
internal sealed class WriteDecisions(KeyedOptions options, TimeProvider time)
{
    private const string Sensitive = "sensitive";

    /// <exception cref="KeyedFaultException">Something of it is out of bounds, or its policy is not known.</exception>
    public (StoredWrite Write, KeyedStrategy Strategy) Decide(KeyedWrite write)
    {
        CheckKey(write.Key);
        if (write.Value.Utf8.Length is 0 or > KeyedLimits.MaxValueBytes) throw new KeyedFaultException("value", $"A value has 1 to {KeyedLimits.MaxValueBytes} bytes.");
        CheckNames(write.Tags, "tags");
        CheckNames(write.Dependencies, "dependencies");
        var (name, policy) = PolicyOf(write);
        var lifetime = write.Lifetime ?? policy?.Lifetime ?? options.DefaultLifetime;
        if (!KeyedLimits.IsLifetime(lifetime)) throw new KeyedFaultException("ttl", "A lifetime is positive, and at most a year.");
        var strategy = StrategyOf(write);
        if (strategy == KeyedStrategy.WriteBehind && write.Tags.Contains(Sensitive))
            throw new KeyedFaultException("strategy", "A sensitive value cannot be written behind: the log is not encrypted.");
        var end = options.Methods.HasFlag(KeyedInvalidationMethods.Ttl) ? time.GetUtcNow() + lifetime : DateTimeOffset.MaxValue;
        return (new(write.Key, write.Value, end, [.. write.Tags.Distinct(StringComparer.Ordinal)], [.. write.Dependencies.Distinct(StringComparer.Ordinal)], name), strategy);
    }

    /// <summary>How this would be written.</summary>
    public KeyedStrategy StrategyOf(KeyedWrite write) => write.Strategy ?? PolicyOf(write).Policy?.Strategy ?? options.DefaultStrategy;

    /// <exception cref="KeyedFaultException">It is out of bounds.</exception>
    public static void CheckKey(string key)
    {
        if (!KeyedLimits.IsName(key)) throw new KeyedFaultException("key", $"A key has 1 to {KeyedLimits.MaxKeyLength} characters, none of them for control.");
    }

    private (string? Name, KeyedPolicy? Policy) PolicyOf(KeyedWrite write)
    {
        var name = write.Policy ?? FamilyOf(write.Key);
        if (options.Policies.TryGetValue(name, out var policy)) return (name, policy);
        return write.Policy is null ? (null, null) : throw new KeyedFaultException("policy", $"There is no policy of the name '{name}'.");
    }

    /// <summary>The kind of entity that a key is about: its first part; of lists under <c>api:</c>, that they are lists.</summary>
    private static string FamilyOf(string key)
    {
        var parts = key.Split(':', 4);
        return parts is ["api", _, "list", ..] ? "list" : parts[0];
    }

    private static void CheckNames(IReadOnlyList<string> names, string what)
    {
        if (names.Count > KeyedLimits.MaxTags || !names.All(KeyedLimits.IsName))
            throw new KeyedFaultException(what, $"There are at most {KeyedLimits.MaxTags} {what}, each of 1 to {KeyedLimits.MaxKeyLength} characters, none of them for control.");
    }
}
