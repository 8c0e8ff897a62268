using System.Text.Json;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads a request's body as JSON.</summary>
public static class JsonBody
{
    /// <summary>
    /// The body as one JSON value that does not refer to <paramref name="utf8"/> any more. A byte order mark is
    /// skipped. Otherwise one fault: invalid-utf8, invalid-json, too-deep (more than 64 levels) or duplicate-key.
    /// </summary>
    public static Checked<JsonElement> Parse(ReadOnlyMemory<byte> utf8) => throw new NotImplementedException();
}
