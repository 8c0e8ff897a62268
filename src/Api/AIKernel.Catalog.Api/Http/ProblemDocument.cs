using System.Text.Json.Serialization;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Api.Http;

/// <summary>An RFC 9457 problem document. Members that say nothing are left out.</summary>
internal sealed record ProblemDocument
{
    public required string Type { get; init; }
    public required string Title { get; init; }
    public required int Status { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }
    /// <summary>The last part of <see cref="Type"/>, for clients that branch on a word.</summary>
    public required string Code { get; init; }
    /// <summary>Every fault of the request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemFault>? Errors { get; init; }
    /// <summary>The row that is in the way or that the problem is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? Id { get; init; }
    /// <summary>Its reference.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ref { get; init; }
    /// <summary>Its current entity tag.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Etag { get; init; }
    /// <summary>On a cycle: references along the existing path from target back to source.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValueList<string>? Path { get; init; }
}

/// <summary>One fault: where it is (exactly one of the first three) and what it is.</summary>
/// <param name="Pointer">JSON pointer into the body.</param>
/// <param name="Parameter">Name of a query parameter.</param>
/// <param name="Header">Name of a request header.</param>
/// <param name="Code">Stable code of the rule that is broken.</param>
/// <param name="Detail">A sentence for people.</param>
internal sealed record ProblemFault(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Header,
    string Code,
    string Detail)
{
    public static ProblemFault At(string pointer, string code, string detail) => new(pointer, null, null, code, detail);

    public static ProblemFault InQuery(string parameter, string code, string detail) => new(null, parameter, null, code, detail);

    public static ProblemFault InHeader(string header, string code, string detail) => new(null, null, header, code, detail);
}
