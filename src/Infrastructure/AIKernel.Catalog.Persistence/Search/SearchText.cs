using System.Text;
using System.Text.RegularExpressions;
using AIKernel.Catalog.Persistence.Transactions;

namespace AIKernel.Catalog.Persistence.Search;

/// <summary>
/// Prepares what users type for the text index, which knows names by their parts: <c>gpt-4o</c> is indexed as two
/// words, so it is asked for as the phrase <c>"gpt 4o"</c>. Everything websearch_to_tsquery understands stays.
/// </summary>
internal static partial class SearchText
{
    /// <summary>What separates words besides white space. The database function catalog.words separates by the same.</summary>
    public const string Joiners = "-._/:@+~<>&=\\";

    // Joiners between two word characters, as in gpt-4o; all such parts of one word are taken together.
    [GeneratedRegex(@"[\p{L}\p{N}\p{M}]+(?:[-._/:@+~<>&=\\]+[\p{L}\p{N}\p{M}]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex JoinedWords { get; }

    [GeneratedRegex(@"[-._/:@+~<>&=\\]", RegexOptions.CultureInvariant)]
    private static partial Regex LooseJoiner { get; }

    /// <summary>The text in the syntax of websearch_to_tsquery.</summary>
    public static string ForWebSearch(string text)
    {
        // Every second part is inside quotation marks; an unclosed one reaches to the end.
        var parts = SqlText.Storable(text).Split('"');
        var result = new StringBuilder();
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1) result.Append('"').Append(Words(parts[i])).Append('"');
            else result.Append(Unquoted(parts[i], phraseFollows: i + 1 < parts.Length));
        }
        return result.ToString();
    }

    /// <summary>Whether similar spelling may be tried: not for who asks for exact words, or says what not to show.</summary>
    public static bool LeavesRoomForGuesses(string text) =>
        !text.Contains('"', StringComparison.Ordinal) && !ForWebSearch(text).Contains('-', StringComparison.Ordinal);

    /// <summary>The words of the text, separated by spaces.</summary>
    public static string Words(string text)
    {
        var words = SqlText.Storable(text).ToCharArray();
        foreach (ref var letter in words.AsSpan())
            if (Joiners.Contains(letter, StringComparison.Ordinal)) letter = ' ';
        return new string(words).Trim();
    }

    private static string Unquoted(string text, bool phraseFollows)
    {
        var result = new StringBuilder();
        var done = 0;
        foreach (Match match in JoinedWords.Matches(text))
        {
            result.Append(Loose(text[done..match.Index], wordFollows: true)).Append('"').Append(Words(match.Value)).Append('"');
            done = match.Index + match.Length;
        }
        return result.Append(Loose(text[done..], phraseFollows)).ToString();
    }

    /// <summary>Keeps a minus that negates the word or phrase behind it, be it in this text or what follows it; other joiners become spaces.</summary>
    private static string Loose(string text, bool wordFollows) => LooseJoiner.Replace(text, match =>
        match.ValueSpan is "-" && (match.Index == 0 || char.IsWhiteSpace(text[match.Index - 1]))
        && (match.Index + 1 < text.Length ? char.IsLetterOrDigit(text[match.Index + 1]) : wordFollows)
            ? "-" : " ");
}
