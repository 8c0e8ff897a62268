using System.Text;
using System.Text.RegularExpressions;

namespace AIKernel.Caching.Strategies;

/// <summary>
/// Families of keys by name, and how one family's keys lead to another's. The keys of a family are written as its pattern
/// says, <c>user:{user_id}:profile</c>; without one they are its name, or begin with its name, a colon and an id.
/// </summary>
internal sealed class KeyFamilies
{
    private const string Id = "id";

    private readonly KeyedOptions _options;
    private readonly (Regex Source, IReadOnlyList<string> Targets)[] _rules;

    public KeyFamilies(KeyedOptions options)
    {
        _options = options;
        _rules = [.. options.DependencyRules.Select(rule => (KeysOf(rule.Key), rule.Value))];
    }

    /// <summary>
    /// What an event invalidates: the families that have subscribed to it and, whether there are values of these or not,
    /// the families that depend on them. Null for an event that is not known.
    /// </summary>
    public IReadOnlyList<KeyPattern>? OfEvent(string name)
    {
        if (!_options.Events.TryGetValue(name, out var subscribed)) return null;
        var families = new HashSet<string>(subscribed, StringComparer.OrdinalIgnoreCase);
        if (_options.Methods.HasFlag(KeyedInvalidationMethods.Dependency))
            for (var open = new Stack<string>(families); open.TryPop(out var family);)
                foreach (var target in _options.DependencyRules.GetValueOrDefault(family) ?? [])
                    if (families.Add(target)) open.Push(target);
        return [.. families.SelectMany(target => Patterns(target, null)).Distinct()];
    }

    /// <summary>
    /// The keys that depend on this one by rule: of the families that depend on its family, those with the same ids. Where
    /// the key has none, all of them.
    /// </summary>
    public IEnumerable<KeyPattern> DependentOn(string key)
    {
        foreach (var (source, targets) in _rules)
            if (source.Match(key) is { Success: true } match)
                foreach (var pattern in targets.SelectMany(target => Patterns(target, match))) yield return pattern;
    }

    private IEnumerable<KeyPattern> Patterns(string target, Match? ids)
    {
        if (_options.KeyPatterns.TryGetValue(target, out var written)) return [Fill(written, ids)];
        if (target.AsSpan().ContainsAny('*', '?')) return [KeyPattern.OfGlob(target)];
        var family = IdIn(ids, Id) is { } id ? $"{target}:{id}" : target;
        return [KeyPattern.OfKey(family), KeyPattern.OfPrefix(family + ":")];
    }

    /// <summary>A pattern with its placeholders filled in; what no id is known for stands for anything.</summary>
    private static KeyPattern Fill(string written, Match? ids)
    {
        var like = new StringBuilder(written.Length + 16);
        foreach (var (text, isPlaceholder) in Parts(written))
        {
            if (!isPlaceholder) KeyPattern.Literal(like, text);
            else if (IdIn(ids, text) is { } id) KeyPattern.Literal(like, id);
            else KeyPattern.Any(like);
        }
        return new(like.ToString());
    }

    private Regex KeysOf(string family)
    {
        const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline;
        if (!_options.KeyPatterns.TryGetValue(family, out var written)) return new($@"\A{Regex.Escape(family)}(:(?<{Id}>[^:]+)(:.*)?)?\z", options);
        var expression = new StringBuilder(@"\A");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (text, isPlaceholder) in Parts(written))
            expression.Append(!isPlaceholder ? Regex.Escape(text) : IsName(text) && names.Add(text) ? $"(?<{text}>[^:]+)" : ".+");
        return new(expression.Append(@"\z").ToString(), options);
    }

    private static string? IdIn(Match? ids, string name) => ids?.Groups.TryGetValue(name, out var group) == true && group.Success ? group.Value : null;

    private static bool IsName(string text) => text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    /// <summary>The literal texts of a pattern and, between braces, the names of its placeholders; a star is a placeholder without a name.</summary>
    private static IEnumerable<(string Text, bool IsPlaceholder)> Parts(string written)
    {
        for (var at = 0; at < written.Length;)
        {
            var next = written.AsSpan(at).IndexOfAny('{', '*') is var found && found < 0 ? written.Length : at + found;
            if (next > at) yield return (written[at..next], false);
            if (next == written.Length) yield break;
            var end = written[next] == '*' ? next : written.IndexOf('}', next);
            if (end < 0) yield return (written[next..], false);
            else yield return (end == next ? "" : written[(next + 1)..end], true);
            at = end < 0 ? written.Length : end + 1;
        }
    }
}
