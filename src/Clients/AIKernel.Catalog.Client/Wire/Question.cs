using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Catalog.Client;

/// <summary>A question to the catalog.</summary>
/// <param name="Address">Where it is asked.</param>
/// <param name="Type">How the answer is read.</param>
internal sealed record Question<T>(Address Address, JsonTypeInfo<T> Type)
    where T : class
{
    /// <summary>What is asked, where it is too long for an address; null asks with GET.</summary>
    public string? Body { get; init; }
    /// <summary>Whether there may be no such thing: the answer is null then.</summary>
    public bool MayBeAbsent { get; init; }
    /// <summary>The one resource whose writes can change the answer; null where any write can.</summary>
    public Guid? Subject { get; init; }
    /// <summary>The same where only the answer tells it.</summary>
    public Func<T, Guid>? SubjectOf { get; init; }
    /// <summary>Gives the answer its entity tag.</summary>
    public Func<T, string, T>? WithETag { get; init; }

    /// <summary>The path and query.</summary>
    public string Path { get; } = Address.ToString();

    /// <summary>What the answer is kept under: the same for the same question, and never for another.</summary>
    public string Key => Body is null ? Path : $"{Path}\n{Body}";
}

/// <summary>An answer of the catalog.</summary>
/// <param name="Value">What it says; null where there is no such thing.</param>
/// <param name="ETag">What it is revalidated with; null where it cannot be.</param>
/// <param name="Subject">The one resource whose writes can change it; null where any write can.</param>
/// <param name="AskedAt">When it was asked for: it is not older than that.</param>
internal sealed record Answer(object? Value, string? ETag, Guid? Subject, long AskedAt);
