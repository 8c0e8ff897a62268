using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads free JSON objects: a resource's spec, a relationship's properties.</summary>
internal sealed class DocumentReader
{
    /// <summary>The most UTF-8 bytes of the canonical form.</summary>
    public const int MaxBytes = 256 << 10;
    /// <summary>The most levels of objects and arrays, the outermost included.</summary>
    public const int MaxDepth = 32;

    private const int MaxNumberLength = 1000;

    private readonly FaultList _faults;
    private readonly List<object> _path = [];
    private readonly string _root;

    private DocumentReader(string root, FaultList faults)
    {
        _root = root;
        _faults = faults;
    }

    /// <summary>The canonical form; null when the member is faulty; the empty object when it is missing or null.</summary>
    public static CanonicalJson? Read(JsonElement? element, string at, FaultList faults)
    {
        if (element is not { ValueKind: not JsonValueKind.Null } document) return CanonicalJson.Empty;
        var reader = new DocumentReader(at, faults);
        if (document.ValueKind != JsonValueKind.Object)
        {
            faults.Add(at, FaultCodes.WrongType, "Must be an object.");
            return null;
        }
        if (!reader.Check(document)) return null;
        var json = CanonicalJson.From(document);
        if (Encoding.UTF8.GetByteCount(json.Text) <= MaxBytes) return json;
        faults.Add(at, FaultCodes.TooLarge, $"At most {MaxBytes} bytes in canonical form.");
        return null;
    }

    private bool Check(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => IsShallow() && CheckObject(element),
        JsonValueKind.Array => IsShallow() && CheckArray(element),
        JsonValueKind.String => CheckString(element),
        JsonValueKind.Number => CheckNumber(element),
        _ => true,
    };

    private bool IsShallow() => _path.Count < MaxDepth || Refuse(FaultCodes.TooDeep, $"At most {MaxDepth} levels of objects and arrays.");

    private bool CheckObject(JsonElement element)
    {
        var valid = true;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (_faults.IsFull) return false;
            var name = JsonText.ReadName(member);
            _path.Add(name ?? "\uFFFD");
            if (name is null) valid = Refuse(FaultCodes.ControlCharacter, "The key holds an unpaired surrogate.");
            else if (!Texts.IsLine(name)) valid = Refuse(FaultCodes.ControlCharacter, "The key holds a control character.");
            else if (!names.Add(name)) valid = Refuse(FaultCodes.Duplicate, "The key occurs twice.");
            valid &= Check(member.Value);
            _path.RemoveAt(_path.Count - 1);
        }
        return valid;
    }

    private bool CheckArray(JsonElement element)
    {
        var valid = true;
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (_faults.IsFull) return false;
            _path.Add(index++);
            valid &= Check(item);
            _path.RemoveAt(_path.Count - 1);
        }
        return valid;
    }

    private bool CheckString(JsonElement element) => JsonText.Read(element) switch
    {
        null => Refuse(FaultCodes.ControlCharacter, "Holds an unpaired surrogate."),
        var text => Texts.IsProse(text) || Refuse(FaultCodes.ControlCharacter, "Holds a control character."),
    };

    /// <summary>
    /// JSON sets numbers no bounds, but every reader does: what is not a finite double would come back as infinity,
    /// as zero, or not at all.
    /// </summary>
    private bool CheckNumber(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        var representable = raw.Length <= MaxNumberLength
            && double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && (value != 0 || IsZero(raw));
        return representable || Refuse(FaultCodes.TooLarge, "The number is out of the range of a double.");
    }

    private static bool IsZero(ReadOnlySpan<byte> raw)
    {
        var exponent = raw.IndexOfAny((byte)'e', (byte)'E');
        return (exponent < 0 ? raw : raw[..exponent]).IndexOfAnyInRange((byte)'1', (byte)'9') < 0;
    }

    private bool Refuse(string code, string message)
    {
        var at = new StringBuilder(_root);
        foreach (var step in _path) at.Append('/').Append(step is string name ? Pointers.Escape(name) : step);
        _faults.Add(at.ToString(), code, message);
        return false;
    }
}
