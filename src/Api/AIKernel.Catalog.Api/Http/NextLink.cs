using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace AIKernel.Catalog.Api.Http;

/// <summary>The Link header (RFC 8288) that leads to the next page: the same query with another cursor.</summary>
internal static class NextLink
{
    public static string To(HttpRequest request, string cursor)
    {
        var text = new StringBuilder("<").Append(request.PathBase.Add(request.Path).ToUriComponent());
        var separator = '?';
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            var name = pair.DecodeName();
            if (name.Span.SequenceEqual("cursor")) continue;
            text.Append(separator).Append(Uri.EscapeDataString(name.Span)).Append('=').Append(Uri.EscapeDataString(pair.DecodeValue().Span));
            separator = '&';
        }
        return text.Append(separator).Append("cursor=").Append(Uri.EscapeDataString(cursor)).Append(">; rel=\"next\"").ToString();
    }
}
