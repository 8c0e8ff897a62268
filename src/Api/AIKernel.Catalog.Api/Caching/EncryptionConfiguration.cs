using System.ComponentModel.DataAnnotations;
using AIKernel.Caching;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>The keys for entries that are sensitive: the section <c>Caching:Encryption</c>. They are never logged.</summary>
public sealed record EncryptionConfiguration : IValidatableObject
{
    /// <summary>The id of the key to write with; null, with no keys at all, to keep what is sensitive out of Redis.</summary>
    public string? CurrentKey { get; set; }

    /// <summary>Every key to read with by its id: 32 bytes each, as base64.</summary>
    [DataType(DataType.Password)]
    public Dictionary<string, string>? Keys { get; set; }

    /// <summary>What is wrong, in words that quote no key.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var keys = Keys ?? [];
        foreach (var (id, key) in keys)
            if (Read(key) is null) yield return new($"must be {EncryptionKeyRing.KeySize} bytes as base64.", [$"{nameof(Keys)}:{id}"]);
        if (CurrentKey is null && keys.Count > 0) yield return new("is not set, but there are keys.", [nameof(CurrentKey)]);
        if (CurrentKey is not null && !keys.ContainsKey(CurrentKey)) yield return new($"is '{CurrentKey}', which is not among the keys.", [nameof(CurrentKey)]);
    }

    /// <summary>The ring of valid settings; null where there are no keys.</summary>
    internal EncryptionKeyRing? ToKeyRing() =>
        CurrentKey is null ? null : new(CurrentKey, Keys!.ToDictionary(static key => key.Key, static key => Read(key.Value)!, StringComparer.Ordinal));

    private static byte[]? Read(string? base64)
    {
        Span<byte> bytes = stackalloc byte[EncryptionKeyRing.KeySize + 1];
        return Convert.TryFromBase64String(base64 ?? "", bytes, out var length) && length == EncryptionKeyRing.KeySize ? bytes[..length].ToArray() : null;
    }

    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append(nameof(CurrentKey)).Append(" = ").Append(CurrentKey);
        return true;
    }
}
