using System.Text;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Importing;

/// <summary>
/// The codes of refused lines. Those about the catalog's state come from the store: unresolved-reference, cycle,
/// revision-conflict, not-found.
/// </summary>
internal static class BulkCodes
{
    public const string InvalidJson = FaultCodes.InvalidJson;
    public const string InvalidUtf8 = FaultCodes.InvalidUtf8;
    public const string LineTooLong = "line-too-long";
    public const string UnknownOperation = "unknown-op";
    public const string UnknownKind = FaultCodes.UnknownKind;
    public const string SelfEdge = FaultCodes.SelfEdge;
    public const string ValidationFailed = "validation-failed";
    public const string DuplicateInBatch = "duplicate-in-batch";

    private const int MaxDetail = 1000;

    /// <summary>The code of a line with these faults: of those that have their own, when nothing else is wrong.</summary>
    public static string Of(IReadOnlyList<Fault> faults)
    {
        var first = faults[0].Code;
        var hasOwnCode = first is InvalidJson or InvalidUtf8 or UnknownKind or SelfEdge;
        return hasOwnCode && faults.All(fault => fault.Code == first) ? first : ValidationFailed;
    }

    /// <summary>The faults in one text, as many as fit: answers must stay small beside what they answer.</summary>
    public static string Describe(IReadOnlyList<Fault> faults)
    {
        var text = new StringBuilder();
        for (var index = 0; index < faults.Count; index++)
        {
            var (at, code, message) = faults[index];
            var entry = at.Length == 0 ? $"{code}: {message}" : $"{at}: {code}: {message}";
            if (index > 0 && text.Length + entry.Length > MaxDetail)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $" And {faults.Count - index} more.");
                break;
            }
            text.Append(index == 0 ? "" : " ").Append(entry);
        }
        return text.ToString();
    }
}
