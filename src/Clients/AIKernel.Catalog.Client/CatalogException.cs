using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace AIKernel.Catalog.Client;

/// <summary>
/// The catalog refused, or answered with something that is not of its contract. Where nobody answered, the exceptions are
/// those of <see cref="HttpClient"/>.
/// </summary>
public sealed class CatalogException : Exception
{
    internal CatalogException(HttpStatusCode status, Problem? problem, TimeSpan? retryAfter, Exception? cause = null)
        : base(Describe(status, problem, cause), cause)
    {
        (Status, Type, Code, Detail, Faults) = (status, problem?.Type, problem?.Code, problem?.Detail, problem?.Errors ?? []);
        (RetryAfter, Id, Ref, ETag, Path) = (retryAfter, problem?.Id, problem?.Ref, problem?.Etag, problem?.Path ?? []);
    }

    /// <summary>The answer's status.</summary>
    public HttpStatusCode Status { get; }
    /// <summary>The problem document's type, such as <c>urn:aikernel:problem:key-exists</c>; null where the answer was none.</summary>
    public string? Type { get; }
    /// <summary>The last part of <see cref="Type"/>, to branch on.</summary>
    public string? Code { get; }
    /// <summary>A sentence about this one case, where there is one.</summary>
    public string? Detail { get; }
    /// <summary>Every fault of the request, each with its place; empty where the catalog named none.</summary>
    public IReadOnlyList<CatalogFault> Faults { get; }
    /// <summary>After how long trying again makes sense, where the catalog said so; never negative.</summary>
    public TimeSpan? RetryAfter { get; }
    /// <summary>The row that is in the way or that the refusal is about.</summary>
    public Guid? Id { get; }
    /// <summary>Its reference.</summary>
    public string? Ref { get; }
    /// <summary>Its current entity tag.</summary>
    public string? ETag { get; }
    /// <summary>On <c>cycle</c>: references along the existing path from target back to source; else empty.</summary>
    public IReadOnlyList<string> Path { get; }

    private static string Describe(HttpStatusCode status, Problem? problem, Exception? cause)
    {
        if (problem is null) return $"The catalog answered {(int)status} with {(cause is null ? "no problem document" : "what is not of its contract")}.";
        var faults = (problem.Errors ?? []).Select(static fault => $" {fault.Pointer ?? fault.Parameter ?? fault.Header}: {fault.Detail}");
        return $"The catalog answered {(int)status} {problem.Code}: {problem.Title}. {problem.Detail}".TrimEnd() + string.Concat(faults);
    }
}

/// <summary>One fault of a request: its place is exactly one of the last three.</summary>
/// <param name="Code">Stable code of the rule that is broken.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) into the body.</param>
/// <param name="Parameter">Name of a query parameter.</param>
/// <param name="Header">Name of a request header.</param>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "RFC 6901 calls it so.")]
public sealed record CatalogFault(string Code, string Detail, string? Pointer = null, string? Parameter = null, string? Header = null);
