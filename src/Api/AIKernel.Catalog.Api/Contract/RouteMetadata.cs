using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Contract;

/// <summary>Marks the routes of the catalog itself, as opposed to probes, metrics and the contract.</summary>
internal sealed record CatalogRoute
{
    public static CatalogRoute Instance { get; } = new();
}

/// <summary>A request body that a route takes.</summary>
/// <param name="Schema">Name of its schema in the contract.</param>
/// <param name="Types">The media types it may have.</param>
/// <param name="Description">What it is.</param>
internal sealed record RequestBody(string Schema, string[] Types, string Description);

/// <summary>A way in which a route answers when it does what was asked.</summary>
/// <param name="Status">The status.</param>
/// <param name="Description">What it means.</param>
/// <param name="Schema">Name of the body's schema, or null for none.</param>
/// <param name="MediaType">The body's type.</param>
/// <param name="Headers">Names of the headers it carries, each described in the contract.</param>
internal sealed record Answer(int Status, string Description, string? Schema, string MediaType, params string[] Headers);

/// <summary>Ways in which a route refuses.</summary>
internal sealed record Refusals(params ProblemKind[] Kinds);

/// <summary>Request headers that mean something to a route.</summary>
internal sealed record RequestHeaders(params string[] Names);
