using System.ComponentModel.DataAnnotations;
using AIKernel.Caching.Redis;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>What the nodes keep together that is no copy of the catalog: the section <c>State</c>.</summary>
public sealed record StateConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "State";

    /// <summary>The Redis that holds sessions, keys and limits. Empty: the cache's, which may evict them.</summary>
    public RedisConfiguration Redis { get; set; } = new();
    /// <summary>The keys that protect cookies.</summary>
    public DataProtectionConfiguration DataProtection { get; set; } = new();
    /// <summary>Sessions of people.</summary>
    public SessionConfiguration Sessions { get; set; } = new();

    /// <summary>Whether <see cref="Redis"/> says where a Redis is.</summary>
    internal bool HasRedis => Redis.IsTold();
}

/// <summary>The keys that protect cookies: the section <c>State:DataProtection</c>.</summary>
public sealed record DataProtectionConfiguration
{
    /// <summary>
    /// Where the ring is kept: <c>redis</c> (the Redis of <c>State:Redis</c>) or <c>postgres</c> (the catalog's database).
    /// Empty: Redis if <c>State:Redis</c> is set, since that one is not to evict; else the database.
    /// </summary>
    [AllowedValues("", RingStore.Redis, RingStore.Postgres)]
    public string Store { get; set; } = "";
    /// <summary>32 random bytes as base64, the same on every node: what encrypts the ring where it is kept. Required outside Development.</summary>
    [DataType(DataType.Password)]
    public string Key { get; set; } = "";
    /// <summary>Former values of <see cref="Key"/>: what they encrypted can still be read.</summary>
    [DataType(DataType.Password)]
    public IList<string> OldKeys { get; } = [];
}

/// <summary>Sessions of people: the section <c>State:Sessions</c>.</summary>
public sealed record SessionConfiguration
{
    /// <summary>Whether there are any.</summary>
    public bool Enabled { get; set; }
    /// <summary>The cookie's name.</summary>
    [Required(ErrorMessage = Name), RegularExpression("[A-Za-z0-9_.-]{1,64}", ErrorMessage = Name)]
    public string CookieName { get; set; } = "aikernel_session";
    /// <summary>Whether the cookie comes with links from other sites: <c>Strict</c> (never) or <c>Lax</c> (when such a link is followed).</summary>
    [AllowedValues(SameSiteMode.Strict, SameSiteMode.Lax)]
    public SameSiteMode SameSite { get; set; } = SameSiteMode.Strict;
    /// <summary>Whether the cookie is sent without the visitor's consent; if not, only to those who have given it.</summary>
    public bool IsEssential { get; set; } = true;
    /// <summary>Seconds without activity after which a session ends.</summary>
    [Range(60, 2_592_000)]
    public int IdleSeconds { get; set; } = 86_400;
    /// <summary>Seconds after which it ends in spite of activity.</summary>
    [Range(60, 31_536_000)]
    public int LongestSeconds { get; set; } = 604_800;
    /// <summary>How many a user may have; one more ends the one that would have ended first.</summary>
    [Range(1, 10_000)]
    public int MaxPerUser { get; set; } = 100;

    private const string Name = "must be 1 to 64 letters, digits, '_', '-' or '.'.";
}
