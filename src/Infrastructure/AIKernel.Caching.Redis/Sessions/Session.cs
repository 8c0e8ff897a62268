namespace AIKernel.Caching.Redis.Sessions;

/// <summary>A session as it stood when it was read. All times are the Redis server's, so that nodes agree on them.</summary>
public sealed class Session
{
    internal Session(string id, string user, DateTimeOffset createdAt, DateTimeOffset expiresAt, TimeSpan remaining, ReadOnlyMemory<byte> data) =>
        (Id, User, CreatedAt, ExpiresAt, Remaining, Data) = (id, user, createdAt, expiresAt, remaining, data);

    /// <summary>What the caller shows to be let in: <c>sess_</c> and 256 random bits. A secret, like a password.</summary>
    public string Id { get; }

    /// <summary>Whose session it is.</summary>
    public string User { get; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it ends unless it is extended before.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>How long it had to live when it was read: to be preferred to <see cref="ExpiresAt"/> where this machine's clock may differ.</summary>
    public TimeSpan Remaining { get; }

    /// <summary>What was kept with it.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Nothing that lets anybody in: this may end up in a log.</summary>
    public override string ToString() => $"session of {CreatedAt:O}";
}
