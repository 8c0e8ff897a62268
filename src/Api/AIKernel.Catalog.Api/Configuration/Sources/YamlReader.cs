using AIKernel.Catalog.Api.Configuration.Sections;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>
/// Reads the values of a YAML document that holds nothing but names, values and lists of values. Anchors, which can make much
/// of little, tags and further documents are refused; how deep it goes is bounded, as its size is by who reads it.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 6;

    private readonly Parser _parser;
    private readonly List<YamlValue> _values = [];
    private readonly List<string> _path = [];

    private YamlReader(string text) => _parser = new(new Scanner(new StringReader(text), skipComments: true));

    /// <summary>The values in their order; or, where it is not such a document, what is wrong first, with line and column.</summary>
    public static (IReadOnlyList<YamlValue> Values, string? Fault) Read(string text)
    {
        var reader = new YamlReader(text);
        try
        {
            reader.ReadStream();
            return (reader._values, null);
        }
        catch (YamlException fault)
        {
            return ([], $"line {fault.Start.Line}, column {fault.Start.Column}: {Text.Shorten(fault.Message)}");
        }
    }

    private void ReadStream()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return;
        _parser.Consume<DocumentStart>();
        if (_parser.Accept<MappingStart>(out _)) ReadMapping();
        else if (!_parser.Accept<Scalar>(out var nothing) || nothing.Value.Length > 0) throw At(_parser.Current!, "Expected names with values.");
        else _parser.Consume<Scalar>();
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second)) throw At(second, "A second document; expected one.");
    }

    private void ReadMapping()
    {
        Check(_parser.Consume<MappingStart>());
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var name)) throw At(_parser.Current!, "Expected a name.");
            Check(name);
            if (name.Value.Length == 0 || name.Value.Contains(':', StringComparison.Ordinal)) throw At(name, "A name is not empty and has no colon.");
            if (!names.Add(name.Value)) throw At(name, $"'{name.Value}' stands here twice.");
            _path.Add(name.Value);
            if (_path.Count > MaxDepth) throw At(name, $"More than {MaxDepth} levels.");
            ReadNode();
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void ReadNode()
    {
        if (_parser.Accept<MappingStart>(out _)) ReadMapping();
        else if (_parser.Accept<SequenceStart>(out _)) ReadList();
        else Add(_parser.TryConsume<Scalar>(out var value) ? value : throw At(_parser.Current!, "Expected a value."), null);
    }

    private void ReadList()
    {
        Check(_parser.Consume<SequenceStart>());
        for (var at = 0; !_parser.TryConsume<SequenceEnd>(out _); at++)
            Add(_parser.TryConsume<Scalar>(out var value) ? value : throw At(_parser.Current!, "Expected a value; lists of anything else are not read."), at);
    }

    private void Add(Scalar value, int? element)
    {
        Check(value);
        // Nothing is as good as a line that is not there.
        if (value.Style == ScalarStyle.Plain && value.Value is "" or "~" or "null") return;
        _values.Add(new([.. _path], element, value.Value, value.Start.Line, value.Start.Column));
    }

    private static void Check(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty) throw At(node, "Anchors are not read.");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific) throw At(node, "Tags are not read.");
    }

    private static YamlException At(ParsingEvent place, string message) => new(place.Start, place.End, place is AnchorAlias ? "Anchors are not read." : message);
}
