namespace AIKernel.Catalog.Validation;

/// <summary>The codes a <see cref="Fault"/> can have. They are part of the HTTP contract and never change meaning.</summary>
public static class FaultCodes
{
    /// <summary>The body is not JSON.</summary>
    public const string InvalidJson = "invalid-json";
    /// <summary>The body is not UTF-8.</summary>
    public const string InvalidUtf8 = "invalid-utf8";
    /// <summary>An object holds the same key twice.</summary>
    public const string DuplicateKey = "duplicate-key";
    /// <summary>A member that must be there is missing, null or empty.</summary>
    public const string Required = "required";
    /// <summary>A value has another JSON type than it must.</summary>
    public const string WrongType = "wrong-type";
    /// <summary>The member does not exist, or cannot be written here.</summary>
    public const string UnknownField = "unknown-field";
    /// <summary>A text has too many characters.</summary>
    public const string TooLong = "too-long";
    /// <summary>A collection has too many elements.</summary>
    public const string TooMany = "too-many";
    /// <summary>A document has too many bytes, or a number is out of range.</summary>
    public const string TooLarge = "too-large";
    /// <summary>Objects and arrays are nested too deeply.</summary>
    public const string TooDeep = "too-deep";
    /// <summary>A text has not the form it must have.</summary>
    public const string Pattern = "pattern";
    /// <summary>The kind is not one of the configured ones.</summary>
    public const string UnknownKind = "unknown-kind";
    /// <summary>The value is not one of those allowed.</summary>
    public const string UnknownValue = "unknown-value";
    /// <summary>The relationship type does not exist.</summary>
    public const string UnknownType = "unknown-type";
    /// <summary>A text holds a control character or an unpaired surrogate.</summary>
    public const string ControlCharacter = "control-character";
    /// <summary>Not an absolute http or https address.</summary>
    public const string InvalidUrl = "invalid-url";
    /// <summary>Two keys become one when normalised.</summary>
    public const string Duplicate = "duplicate";
    /// <summary>A relationship's two ends are the same resource.</summary>
    public const string SelfEdge = "self-edge";
}
