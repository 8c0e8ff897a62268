using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Validation;
using Microsoft.AspNetCore.Http.Features;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>A key as the end of an address: any characters, the slash plain or as <c>%2F</c>.</summary>
internal static class KeyInAddress
{
    private const string EncodedSlash = "%2F";

    /// <summary>The key, or why there is none.</summary>
    public static (string Key, Refusal? Refusal) Of(HttpContext context)
    {
        var key = Decode(context);
        if (KeyedLimits.IsName(key)) return (key, null);
        var fault = key.Length == 0 ? ProblemFault.InQuery("key", FaultCodes.Required, "The address must end in a key.")
            : key.Length > KeyedLimits.MaxKeyLength ? ProblemFault.InQuery("key", FaultCodes.TooLong, $"At most {KeyedLimits.MaxKeyLength} characters.")
            : ProblemFault.InQuery("key", FaultCodes.ControlCharacter, "It holds a character that it must not hold.");
        return ("", new Refusal(ProblemKind.BadKey) { Errors = [fault] });
    }

    /// <summary>
    /// The server decodes addresses but for <c>%2F</c>, so that afterwards it cannot be told from an encoded <c>%252F</c>.
    /// The address as it was sent tells, unless the server found more to do in it than to decode (<c>..</c> between slashes).
    /// </summary>
    private static string Decode(HttpContext context)
    {
        var routed = context.GetRouteValue("key") as string ?? "";
        var sent = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?', 2)[0];
        var end = Uri.UnescapeDataString(sent[Math.Min(sent.Length, "/cache/".Length)..]);
        return Plain(end) == Plain(routed) ? end : routed.Replace(EncodedSlash, "/", StringComparison.OrdinalIgnoreCase);

        static string Plain(string text) => text.Replace(EncodedSlash, "/", StringComparison.OrdinalIgnoreCase);
    }
}
