namespace AIKernel.Catalog.Persistence.Access;

/// <summary>What a caller may do. Each scope stands alone: none contains another.</summary>
[Flags]
public enum AccessScopes
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary><c>catalog:read</c>: what the catalog holds, and its contract.</summary>
    CatalogRead = 1,
    /// <summary><c>catalog:write</c>: changes of what the catalog holds, imports among them.</summary>
    CatalogWrite = 2,
    /// <summary><c>cache:admin</c>: what operators see and do: metrics, the detail of health, the cache itself.</summary>
    CacheAdmin = 4,
}

/// <summary>The names of scopes as callers and the database write them.</summary>
public static class AccessScopeNames
{
    private static readonly (AccessScopes Scope, string Name)[] Names =
    [
        (AccessScopes.CatalogRead, "catalog:read"),
        (AccessScopes.CatalogWrite, "catalog:write"),
        (AccessScopes.CacheAdmin, "cache:admin"),
    ];

    /// <summary>Every name there is.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(static one => one.Name)];

    /// <summary>The names of these scopes, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> NamesOf(AccessScopes scopes) => [.. Names.Where(one => scopes.HasFlag(one.Scope)).Select(static one => one.Name)];

    /// <summary>The scope of this name; false for a name that no scope has.</summary>
    public static bool TryParse(string? name, out AccessScopes scope)
    {
        scope = Names.FirstOrDefault(one => one.Name == name).Scope;
        return scope != AccessScopes.None;
    }

    /// <summary>The scopes of these names. A name that no scope has grants nothing.</summary>
    public static AccessScopes Parse(IEnumerable<string> names) =>
        names.Aggregate(AccessScopes.None, static (scopes, name) => TryParse(name, out var scope) ? scopes | scope : scopes);
}
