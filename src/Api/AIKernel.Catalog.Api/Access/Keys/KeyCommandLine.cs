using System.Globalization;
using System.Text.RegularExpressions;
using AIKernel.Catalog.Persistence.Access;

namespace AIKernel.Catalog.Api.Access.Keys;

/// <summary>What the words after <c>key</c> ask for. No word of it is ever a secret: the words of a process are for all to see.</summary>
internal sealed partial record KeyCommandLine(string Verb)
{
    public const string Usage = """
        key create --name NAME --scope SCOPE [--scope SCOPE …] [--expires 90d]
        key rotate --name NAME [--overlap 1d] [--expires 90d]
        key revoke ID
        key list
        """;

    public string? Name { get; private set; }
    public string? Id { get; private set; }
    public AccessScopes Scopes { get; private set; }
    public TimeSpan? Expires { get; private set; }
    public TimeSpan Overlap { get; private set; } = TimeSpan.FromDays(1);

    public static bool TryParse(string[] words, out KeyCommandLine line, out string reason)
    {
        line = new(words.FirstOrDefault() ?? "");
        reason = line.Verb switch
        {
            "create" => line.Read(words, "--name", "--scope", "--expires") ?? line.NeedName() ?? (line.Scopes == AccessScopes.None ? "A key needs at least one --scope." : null),
            "rotate" => line.Read(words, "--name", "--overlap", "--expires") ?? line.NeedName(),
            "revoke" => words is [_, var id] ? line.SetId(id) : "revoke needs exactly one id, as 'key list' shows it.",
            "list" => words.Length == 1 ? null : "list takes nothing.",
            _ => $"Expected one of:\n{Usage}",
        } ?? "";
        return reason.Length == 0;
    }

    private string? Read(string[] words, params string[] options)
    {
        for (var at = 1; at < words.Length; at++)
        {
            var (option, value) = words[at].Split('=', 2) is [var name, var attached] ? (name, attached) : (words[at], at + 1 < words.Length ? words[++at] : "");
            if (!options.Contains(option)) return $"{Verb} has no option '{option}'.";
            if (Set(option, value) is { } fault) return fault;
        }
        return null;
    }

    private string? Set(string option, string value)
    {
        switch (option)
        {
            case "--name":
                Name = value;
                return NameForm().IsMatch(value) ? null : "--name is 1 to 63 letters, digits or . _ @ / -, a letter or digit first.";
            case "--scope":
                if (!AccessScopeNames.TryParse(value, out var scope)) return $"--scope is one of {string.Join(", ", AccessScopeNames.All)}.";
                Scopes |= scope;
                return null;
            case "--expires":
                Expires = ReadTime(value);
                return Expires > TimeSpan.Zero ? null : "--expires is a time such as 90d, 12h or 30m.";
            default:
                Overlap = ReadTime(value) ?? TimeSpan.MinValue;
                return Overlap >= TimeSpan.Zero ? null : "--overlap is a time such as 1d, 12h or 0m.";
        }
    }

    private string? SetId(string id)
    {
        Id = id;
        return IdForm().IsMatch(id) ? null : "An id is 16 hexadecimal digits, as 'key list' shows it. Never write the key itself here.";
    }

    private string? NeedName() => Name is null ? $"{Verb} needs --name." : null;

    private static TimeSpan? ReadTime(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 100_000) return null;
        return text[^1] switch
        {
            'd' => TimeSpan.FromDays(count),
            'h' => TimeSpan.FromHours(count),
            'm' => TimeSpan.FromMinutes(count),
            _ => null,
        };
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._@/-]{0,62}\\z")]
    private static partial Regex NameForm();

    [GeneratedRegex("^[0-9a-f]{16}\\z")]
    private static partial Regex IdForm();
}
