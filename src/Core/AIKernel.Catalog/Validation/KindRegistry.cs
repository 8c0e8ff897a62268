using System.Collections.Frozen;

namespace AIKernel.Catalog.Validation;

/// <summary>The kinds a resource may have: those every catalog knows and those its configuration adds.</summary>
public sealed class KindRegistry
{
    private static readonly string[] BuiltIn =
    [
        "model", "dataset", "agent", "tool", "prompt", "service", "endpoint", "pipeline", "vector-index",
        "evaluation", "guardrail", "package", "provider", "team",
    ];

    private readonly FrozenSet<string> _kinds;

    /// <summary>The built-in kinds and these.</summary>
    /// <exception cref="ArgumentException">An extra kind has not the form <c>[a-z][a-z0-9-]{0,62}</c>.</exception>
    public KindRegistry(IEnumerable<string> extraKinds)
    {
        var all = BuiltIn.Concat(extraKinds).Distinct(StringComparer.Ordinal).ToArray();
        var malformed = all.Where(kind => !Patterns.Kind().IsMatch(kind)).ToArray();
        if (malformed.Length > 0)
            throw new ArgumentException($"A kind is 1 to 63 of a-z, 0-9 and '-', a letter first; not so: {string.Join(", ", malformed)}.", nameof(extraKinds));
        All = Array.AsReadOnly(all);
        _kinds = all.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Every kind: the built-in ones in the order of the documentation, then the configured ones.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>Whether a resource may have this kind. Case matters.</summary>
    public bool Contains(string kind) => _kinds.Contains(kind);
}
