using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Persistence.Access;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Access;

/// <summary>What the contract says about keys: how to show one, and which scope each operation wants.</summary>
internal static class SecurityDescription
{
    private const string Bearer = "bearer";
    private const string Header = "apiKey";

    public static IDictionary<string, IOpenApiSecurityScheme> Schemes() => new Dictionary<string, IOpenApiSecurityScheme>
    {
        [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key (aik_…). What the operator has opened needs none." },
        [Header] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = PresentedKey.Header, Description = "The same key in a header of its own." },
    };

    /// <summary>Either way of showing a key, with the scope it must have; nothing for the routes of everybody.</summary>
    public static IList<OpenApiSecurityRequirement> Of(IEnumerable<object> metadata, OpenApiDocument document)
    {
        var scopes = AccessScopeNames.NamesOf(metadata.OfType<RouteScope>().LastOrDefault()?.Scope ?? AccessScopes.None).ToList();
        return scopes.Count == 0 ? [] : [Requirement(Bearer), Requirement(Header)];

        OpenApiSecurityRequirement Requirement(string scheme) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = scopes };
    }
}
