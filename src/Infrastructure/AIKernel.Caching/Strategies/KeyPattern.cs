using System.Text;

namespace AIKernel.Caching.Strategies;

/// <summary>A set of keys, in the form of SQL's LIKE with the backslash as escape character.</summary>
/// <param name="Like">The pattern; equal patterns are equal texts.</param>
public readonly record struct KeyPattern(string Like)
{
    /// <summary>A pattern in which <c>*</c> stands for any text, none included, <c>?</c> for one character, and everything else for itself.</summary>
    public static KeyPattern OfGlob(string glob)
    {
        var like = new StringBuilder(glob.Length + 8);
        foreach (var letter in glob)
        {
            // Many in a row mean one, and would make the server try every way to share a text out among them.
            if (letter == '*') Any(like);
            else if (letter == '?') like.Append('_');
            else Literal(like, letter);
        }
        return new(like.ToString());
    }

    /// <summary>Exactly this key.</summary>
    public static KeyPattern OfKey(string key) => new(Literal(new(key.Length + 8), key).ToString());

    /// <summary>Every key that begins so.</summary>
    public static KeyPattern OfPrefix(string prefix) => new(Any(Literal(new(prefix.Length + 8), prefix)).ToString());

    internal static StringBuilder Any(StringBuilder like) => like.Length > 0 && like[^1] == '%' && (like.Length == 1 || like[^2] != '\\') ? like : like.Append('%');

    internal static StringBuilder Literal(StringBuilder like, string text)
    {
        foreach (var letter in text) Literal(like, letter);
        return like;
    }

    private static void Literal(StringBuilder like, char letter)
    {
        if (letter is '%' or '_' or '\\') like.Append('\\');
        like.Append(letter);
    }
}
