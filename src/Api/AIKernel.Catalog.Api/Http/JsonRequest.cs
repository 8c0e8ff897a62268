using System.Text.Json;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Http;

/// <summary>A JSON body, or why there is none: exactly one of the two.</summary>
internal readonly record struct JsonRequest(JsonElement Body, Refusal? Refusal)
{
    /// <summary>The largest JSON body, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads the whole body: of one of these types, uncompressed, UTF-8, not longer than allowed.</summary>
    public static async ValueTask<JsonRequest> ReadAsync(HttpRequest request, IReadOnlyList<string> types, CancellationToken cancellationToken, int maxBytes = MaxBytes)
    {
        if (RequestTypes.Refuse(request, types, codings: []) is { } refusal) return new(default, refusal);
        if (request.ContentLength > maxBytes) return new(default, TooLarge(maxBytes));
        var (bytes, complete) = await ReadBytesAsync(request, maxBytes, cancellationToken);
        if (!complete) return new(default, TooLarge(maxBytes));
        var parsed = JsonBody.Parse(bytes);
        return parsed.IsValid ? new(parsed.Value, null) : new(default, Refuse(parsed.Faults));
    }

    /// <summary>The refusal of a body that is not JSON, or that breaks rules.</summary>
    public static Refusal Refuse(IReadOnlyList<Fault> faults) => new(faults[0].Code switch
    {
        FaultCodes.InvalidJson => ProblemKind.InvalidJson,
        FaultCodes.InvalidUtf8 => ProblemKind.InvalidUtf8,
        _ => ProblemKind.Invalid,
    })
    {
        Errors = Told(faults),
    };

    public static IReadOnlyList<ProblemFault> Told(IReadOnlyList<Fault> faults) =>
        [.. faults.Select(static fault => ProblemFault.At(fault.Pointer, fault.Code, fault.Message))];

    private static Refusal TooLarge(int maxBytes) => new(ProblemKind.BodyTooLarge, $"A JSON body has at most {maxBytes} bytes.");

    private static async ValueTask<(ReadOnlyMemory<byte> Bytes, bool Complete)> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        // One byte more than allowed, so that a body of exactly the limit is told from a larger one.
        var buffer = new byte[request.ContentLength is { } length ? (int)length : 4096];
        var count = 0;
        while (true)
        {
            if (count == buffer.Length)
            {
                if (count == request.ContentLength) return (buffer, true);
                if (count > maxBytes) return (default, false);
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, maxBytes + 1));
            }
            var read = await request.Body.ReadAsync(buffer.AsMemory(count), cancellationToken);
            if (read == 0) return (buffer.AsMemory(0, count), true);
            count += read;
        }
    }
}
