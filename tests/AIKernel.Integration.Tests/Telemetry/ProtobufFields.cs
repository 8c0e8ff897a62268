using System.Text;

namespace AIKernel.Integration.Tests.Telemetry;

/// <summary>The fields of a protobuf message, as far as OTLP needs them: those that have a length, by number.</summary>
internal sealed class ProtobufFields
{
    private readonly ILookup<int, ReadOnlyMemory<byte>> _fields;

    public ProtobufFields(ReadOnlyMemory<byte> message) => _fields = Read(message).ToLookup(static field => field.Number, static field => field.Bytes);

    public IEnumerable<ProtobufFields> Messages(int number) => _fields[number].Select(static bytes => new ProtobufFields(bytes));

    public string Text(int number) => Encoding.UTF8.GetString(_fields[number].SingleOrDefault().Span);

    public string Hex(int number) => Convert.ToHexStringLower(_fields[number].SingleOrDefault().Span);

    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Bytes)> Read(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var length = (tag & 7) switch
            {
                0 => Skip(message, ref at),
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                var type => throw new InvalidDataException($"Wire type {type} at {at}."),
            };
            if ((tag & 7) == 2) yield return ((int)(tag >> 3), message.Slice(at, length));
            at += length;
        }
    }

    private static int Skip(ReadOnlyMemory<byte> message, ref int at)
    {
        Varint(message, ref at);
        return 0;
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
