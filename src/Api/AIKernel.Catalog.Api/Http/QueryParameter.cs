using AIKernel.Catalog.Validation;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// A parameter of the query string. One declaration says how it is read and how the contract describes it, so the two
/// cannot drift apart.
/// </summary>
internal abstract class QueryParameter(string name, string description)
{
    /// <summary>The name, or for families such as <c>label.K</c> the part before the K.</summary>
    public string Name => name;
    public string Description => description;
    /// <summary>Whether the name is only a prefix of the parameters' names.</summary>
    public virtual bool IsPrefix => false;
    /// <summary>Whether it may be given more than once.</summary>
    public virtual bool IsRepeatable => false;
    public bool IsRequired { get; init; }

    /// <summary>The value where it is not given.</summary>
    internal abstract object? Default { get; }

    /// <summary>The schema of a value.</summary>
    public abstract OpenApiSchema Describe(KindRegistry kinds);

    /// <summary>The value of these occurrences, at least one; faults go to the reading.</summary>
    internal abstract object? Read(IReadOnlyList<QueryPair> given, QueryReading reading);
}

/// <summary>A parameter whose value is a <typeparamref name="T"/>.</summary>
internal abstract class QueryParameter<T>(string name, string description, T fallback) : QueryParameter(name, description)
{
    internal sealed override object? Default => fallback;
}

/// <summary>One occurrence in the query string, decoded and normalised.</summary>
internal readonly record struct QueryPair(string Name, string Value);

/// <summary>What readers of single values need, and where their faults go.</summary>
internal sealed class QueryReading(KindRegistry kinds, ReferenceReader references)
{
    public KindRegistry Kinds => kinds;
    public ReferenceReader References => references;
    public List<ProblemFault> Faults { get; } = [];

    public void Refuse(string parameter, string code, string detail) => Faults.Add(ProblemFault.InQuery(parameter, code, detail));
}
