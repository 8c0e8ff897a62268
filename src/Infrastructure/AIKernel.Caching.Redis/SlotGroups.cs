using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>Keys that one command may name together, and where each of them stood among all.</summary>
internal readonly record struct SlotGroup(RedisKey[] Keys, int[] Places);

/// <summary>A cluster answers a command only if all its keys lie in one slot. Anywhere else there is one slot for all.</summary>
internal static class SlotGroups
{
    /// <summary>The keys by their slots, in the order in which the slots first occur.</summary>
    public static IReadOnlyList<SlotGroup> Of(IReadOnlyList<string> keys, Func<RedisKey, int> slotOf)
    {
        var bySlot = new Dictionary<int, List<int>>();
        for (var i = 0; i < keys.Count; i++)
        {
            var slot = slotOf(keys[i]);
            if (!bySlot.TryGetValue(slot, out var places)) bySlot.Add(slot, places = []);
            places.Add(i);
        }
        return [.. bySlot.Values.Select(places => new SlotGroup([.. places.Select(i => (RedisKey)keys[i])], [.. places]))];
    }
}
