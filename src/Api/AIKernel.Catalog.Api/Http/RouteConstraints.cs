using System.Globalization;

namespace AIKernel.Catalog.Api.Http;

/// <summary>A UUID in its one usual form, so that every row has one address.</summary>
internal sealed class UuidConstraint : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        Guid.TryParseExact(values[routeKey]?.ToString(), "D", out _);
}

/// <summary>The number of a version: 1, 2, … in plain digits.</summary>
internal sealed class VersionConstraint : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey]?.ToString() is [not '0', ..] text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
