using System.Globalization;
using System.Text;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace AIKernel.Catalog.Api.Http;

/// <summary>The parameters that a route takes; every other one is refused.</summary>
internal sealed record QueryParameters(params QueryParameter[] All)
{
    public static QueryParameters None { get; } = new();
}

/// <summary>The query string of a request, read by the declarations of its route; every fault is known at once.</summary>
internal sealed class QueryValues
{
    private readonly Dictionary<QueryParameter, object?> _values = [];

    private QueryValues() { }

    public IReadOnlyList<ProblemFault> Faults { get; private set; } = [];

    /// <summary>What the endpoint filter read for this request.</summary>
    public static QueryValues Of(HttpContext context) => context.Features.GetRequiredFeature<QueryValues>();

    /// <summary>The parameter's value, or its default.</summary>
    public T Get<T>(QueryParameter<T> parameter) => (T)_values[parameter]!;

    public static QueryValues Read(string? query, QueryParameters declared, QueryReading reading)
    {
        var given = Decode(query, reading);
        var values = new QueryValues();
        foreach (var parameter in declared.All)
        {
            var mine = given.Where(pair => Belongs(pair.Name, parameter)).ToList();
            given.RemoveAll(pair => Belongs(pair.Name, parameter));
            if (mine.Count == 0 && parameter.IsRequired) reading.Refuse(parameter.Name, FaultCodes.Required, "It is missing.");
            RefuseRepetition(parameter, mine, reading);
            values._values[parameter] = mine.Count == 0 ? parameter.Default : parameter.Read(mine, reading);
        }
        foreach (var name in given.Select(static pair => pair.Name).Distinct(StringComparer.Ordinal).Take(20))
            reading.Refuse(name, "unknown-parameter", "There is no such parameter here.");
        values.Faults = reading.Faults;
        return values;
    }

    // Names are told apart by case: label.team and label.Team are two labels.
    private static bool Belongs(string name, QueryParameter parameter) =>
        parameter.IsPrefix ? name.StartsWith(parameter.Name, StringComparison.Ordinal) : name == parameter.Name;

    private static void RefuseRepetition(QueryParameter parameter, List<QueryPair> given, QueryReading reading)
    {
        if (parameter.IsRepeatable) return;
        foreach (var repeated in given.GroupBy(static pair => pair.Name, StringComparer.Ordinal).Where(static group => group.Count() > 1))
            reading.Refuse(repeated.Key, "repeated", "It can be given once only.");
    }

    private static List<QueryPair> Decode(string? query, QueryReading reading)
    {
        var pairs = new List<QueryPair>();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            if (!IsPlainText(name)) reading.Refuse("?", FaultCodes.ControlCharacter, "A parameter's name holds a character that no text may hold.");
            else if (!IsPlainText(value)) reading.Refuse(name, FaultCodes.ControlCharacter, "It holds a character that no text may hold.");
            else pairs.Add(new(NormalForm.Compose(name), NormalForm.Compose(value)));
        }
        return pairs;
    }

    /// <summary>No control characters, no unpaired surrogates, no replacement for bytes that were not UTF-8.</summary>
    private static bool IsPlainText(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done) return false;
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control) return false;
            rest = rest[length..];
        }
        return true;
    }
}
