using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Operations.WarmUp;

/// <summary>What is to be loaded: a resource by its id or by its reference, exactly one of the two.</summary>
/// <param name="Text">As the caller wrote it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Reference">Its reference, without a version.</param>
internal sealed record WarmUpKey(string Text, Guid? Id, ResourceReference? Reference)
{
    public static WarmUpKey Of(Guid id) => new(id.ToString("D"), id, null);

    /// <summary>Reads a key; null for what is neither an id nor a reference.</summary>
    public static WarmUpKey? Read(string text, ReferenceReader references)
    {
        if (Guid.TryParseExact(text, "D", out var id)) return new(text, id, null);
        return references.Read(text).Value is { Version: null } reference ? new(text, null, reference) : null;
    }
}

/// <summary>What could not be loaded, and why.</summary>
internal sealed record WarmUpFailure(string Key, string Reason)
{
    /// <summary>It is neither an id nor a reference.</summary>
    public const string Malformed = "malformed";
    /// <summary>There is no such resource, or it is deleted.</summary>
    public const string NotFound = "not-found";
    /// <summary>The load failed.</summary>
    public const string Failed = "failed";
    /// <summary>The time was over before its turn.</summary>
    public const string OutOfTime = "out-of-time";
}

/// <summary>What came of a warm-up.</summary>
internal sealed record WarmUpResult(int Warmed, IReadOnlyList<WarmUpFailure> Failed);
