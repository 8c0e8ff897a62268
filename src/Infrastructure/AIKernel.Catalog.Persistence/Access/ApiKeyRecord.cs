namespace AIKernel.Catalog.Persistence.Access;

/// <summary>What is kept of an API key: enough to recognise it, not enough to make it.</summary>
/// <param name="Id">The public part, by which it is found; 16 hexadecimal digits.</param>
/// <param name="Name">Whose it is. Several keys may have one name: that is how one replaces another without an interruption.</param>
/// <param name="Hash">SHA-256 of the whole key, 64 lower-case hexadecimal digits.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is no longer taken; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null if it was not.</param>
public sealed record ApiKeyRecord(
    string Id, string Name, string Hash, AccessScopes Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Whether the key is taken at this time.</summary>
    public bool IsValidAt(DateTimeOffset time) => RevokedAt is null && (ExpiresAt is not { } end || time < end);
}
