namespace AIKernel.Catalog.Api.Access.Keys;

/// <summary>What a request shows as its key.</summary>
/// <param name="IsAbsent">Whether it shows none at all.</param>
/// <param name="Text">The key; null if there is none, or more than one.</param>
internal readonly record struct PresentedKey(bool IsAbsent, string? Text)
{
    /// <summary>The header beside <c>Authorization</c>.</summary>
    public const string Header = "X-Api-Key";

    private const string Scheme = "Bearer";

    /// <summary>Two keys are none: which of them speaks for the caller would be a guess. Other schemes of Authorization are not ours.</summary>
    public static PresentedKey Of(HttpRequest request)
    {
        var (authorization, header) = (request.Headers.Authorization, request.Headers[Header]);
        if (authorization.Count == 0 && header.Count == 0) return new(true, null);
        var bearer = authorization.Any(static value => value is not null && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && (value.Length == Scheme.Length || value[Scheme.Length] == ' '));
        if (!bearer && header.Count == 0) return new(true, null);
        if ((bearer && header.Count > 0) || authorization.Count > 1 || header.Count > 1) return new(false, null);
        return new(false, bearer ? authorization[0]![Scheme.Length..].Trim() : header[0]!.Trim());
    }
}
