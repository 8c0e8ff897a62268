namespace AIKernel.Benchmarks.Eviction.Traces;

/// <summary>Requests in order, by key number from 0 on.</summary>
/// <param name="Name">What it is like.</param>
/// <param name="Keys">How many keys there are.</param>
/// <param name="Requests">The requests.</param>
internal sealed record Trace(string Name, int Keys, int[] Requests)
{
    /// <summary>A file of ids, one a line, in the order they were asked for.</summary>
    public static Trace Read(string path)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var requests = new List<int>();
        foreach (var line in File.ReadLines(path))
        {
            var id = line.Trim();
            if (id.Length == 0) continue;
            if (!numbers.TryGetValue(id, out var number)) numbers.Add(id, number = numbers.Count);
            requests.Add(number);
        }
        if (requests.Count == 0) throw new InvalidDataException($"There is no id in {path}.");
        return new(Path.GetFileName(path), numbers.Count, [.. requests]);
    }
}
