using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Persistence.Access;

namespace AIKernel.Catalog.Api.Access;

/// <summary>
/// What a caller must be allowed for a route. Every route carries one: a route without it is closed to everybody. Of
/// several the last one holds, so a route overrules its group.
/// </summary>
/// <param name="Scope">The scope; None for the few routes that are everybody's.</param>
internal sealed record RouteScope(AccessScopes Scope)
{
    public static readonly RouteScope Everybody = new(AccessScopes.None);
    public static readonly RouteScope Read = new(AccessScopes.CatalogRead);
    public static readonly RouteScope Write = new(AccessScopes.CatalogWrite);
    public static readonly RouteScope Operate = new(AccessScopes.CacheAdmin);
}

/// <summary>Words of the route table about who may come in.</summary>
internal static class RouteScopeExtensions
{
    /// <summary>Asks what the catalog holds.</summary>
    public static TBuilder NeedsRead<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Needs(RouteScope.Read);

    /// <summary>Changes what the catalog holds.</summary>
    public static TBuilder NeedsWrite<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Needs(RouteScope.Write);

    /// <summary>For operators: refused to everybody else, and answered on the operators' port alone where there is one.</summary>
    public static TBuilder NeedsOperator<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.Needs(RouteScope.Operate);

    /// <summary>Answers everybody, on every port. It must tell nothing that is not everybody's.</summary>
    public static TBuilder IsEverybodys<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.WithMetadata(RouteScope.Everybody);

    private static TBuilder Needs<TBuilder>(this TBuilder route, RouteScope scope) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(scope, new Refusals(ProblemKind.Unauthenticated, ProblemKind.Forbidden));
}
