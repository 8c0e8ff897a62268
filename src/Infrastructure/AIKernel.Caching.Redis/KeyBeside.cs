namespace AIKernel.Caching.Redis;

/// <summary>Names of keys that one script uses together with another key.</summary>
internal static class KeyBeside
{
    /// <summary>
    /// In the slot of that key, whatever the cluster: the braces name all of it, and it has none itself. It begins as every
    /// key of ours does, with the instance's name, beyond which a user of Redis may be allowed nothing.
    /// </summary>
    public static string Of(string key, string name) => $"{key[..(key.IndexOf(':', StringComparison.Ordinal) + 1)]}{name}:{{{key}}}";
}
