using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

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

    [ThreadStatic] private static KeyParameters? _ofThisThread;

    private char[] _text = new char[2 * MaxLength];
    private int _length;

    /// <summary>Adds an id in its hyphenated form.</summary>
    public KeyParameters Add(Guid id)
    {
        id.TryFormat(Part(36), out var written, "D");
        _length += written;
        return this;
    }

    /// <summary>Adds a number in decimal.</summary>
    public KeyParameters Add(long number)
    {
        number.TryFormat(Part(20), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
        return this;
    }

    /// <summary>Adds text: as it is when it is a short plain word, else its SHA-256.</summary>
    public KeyParameters Add(string text)
    {
        var part = IsPlain(text) ? text : Hash(HashPrefix, text);
        part.CopyTo(Part(part.Length));
        _length += part.Length;
        return this;
    }

    /// <summary>The parameters joined by colons; hashed as a whole when they are long.</summary>
    public override string ToString() => Text.Length <= MaxLength ? Text.ToString() : Hash(WholePrefix, Text);

    /// <summary>A whole key: the stem and these arguments' parameters.</summary>
    internal static string Write<TArgs>(string stem, Action<KeyParameters, TArgs> write, TArgs args)
    {
        // One for each thread: keys are written on every read that memory cannot answer, and nothing else of them stays.
        var parameters = _ofThisThread ?? new();
        (_ofThisThread, parameters._length) = (null, 0);
        write(parameters, args);
        var key = parameters.Text.Length <= MaxLength ? string.Concat(stem, parameters.Text) : stem + parameters;
        _ofThisThread = parameters;
        return key;
    }

    private ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>Room for one more part of this length, behind a colon unless it is the first.</summary>
    private Span<char> Part(int length)
    {
        if (_length + length + 1 > _text.Length) Array.Resize(ref _text, 2 * (_text.Length + length));
        if (_length > 0) _text[_length++] = ':';
        return _text.AsSpan(_length, length);
    }

    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= MaxPlainLength && !text.AsSpan().ContainsAnyExcept(Plain) && !text.StartsWith(HashPrefix, StringComparison.Ordinal);

    // UTF-16 code units, not UTF-8: an unpaired surrogate must not share its hash with the replacement character.
    private static string Hash(string prefix, ReadOnlySpan<char> text) =>
        prefix + Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text)));
}
