using System.Collections.Frozen;
using System.Text.Json;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>The members of a request's object, by name. Members it cannot have are faults.</summary>
internal sealed class Members
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    private Members() { }

    /// <summary>The member, or null where it is missing.</summary>
    public JsonElement? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>Sorts an object's members.</summary>
    /// <param name="body">What should be an object.</param>
    /// <param name="known">Members that mean something.</param>
    /// <param name="ignored">Members that answers have and requests may repeat.</param>
    /// <param name="at">Where the object stands.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static Members? Of(JsonElement body, FrozenSet<string> known, FrozenSet<string> ignored, string at, FaultList faults)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            faults.Add(at, FaultCodes.WrongType, "Must be an object.");
            return null;
        }
        var members = new Members();
        foreach (var member in body.EnumerateObject())
        {
            if (faults.IsFull) break;
            var name = JsonText.ReadName(member);
            if (name is not null && ignored.Contains(name)) continue;
            if (name is null || !known.Contains(name)) faults.Add(Pointers.Member(at, name), FaultCodes.UnknownField, "There is no such member.");
            else if (!members._values.TryAdd(name, member.Value)) faults.Add(Pointers.Member(at, name), FaultCodes.Duplicate, "The member occurs twice.");
        }
        return members;
    }
}
