using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AIKernel.Caching;

/// <summary>
/// Writes the last part of a key, <c>{parameters}</c>. Ids, numbers and plain words stay readable; anything else
/// becomes the SHA-256 of its text, so that no value can imitate another key and keys stay short.
/// </summary>
public sealed class KeyParameters
{
    private const string HashPrefix = "sha256-";
    // Apart from the hash of one text: otherwise a text "a:b:…" could imitate the long parameters "a", "b", ….
    private const string WholePrefix = HashPrefix + "all-";
    private const int MaxPlainLength = 64;
    private const int MaxLength = 160;
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly StringBuilder _text = new();

    /// <summary>Adds an id in its hyphenated form.</summary>
    public KeyParameters Add(Guid id) => Append(id.ToString("D"));

    /// <summary>Adds a number in decimal.</summary>
    public KeyParameters Add(long number) => Append(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds text: as it is when it is a short plain word, else its SHA-256.</summary>
    public KeyParameters Add(string text) => Append(IsPlain(text) ? text : Hash(HashPrefix, text));

    /// <summary>The parameters joined by colons; hashed as a whole when they are long.</summary>
    public override string ToString() => _text.Length <= MaxLength ? _text.ToString() : Hash(WholePrefix, _text.ToString());

    private KeyParameters Append(string part)
    {
        if (_text.Length > 0) _text.Append(':');
        _text.Append(part);
        return this;
    }

    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= MaxPlainLength && !text.AsSpan().ContainsAnyExcept(Plain) && !text.StartsWith(HashPrefix, StringComparison.Ordinal);

    // UTF-16 code units, not UTF-8: an unpaired surrogate must not share its hash with the replacement character.
    private static string Hash(string prefix, string text) =>
        prefix + Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan())));
}
