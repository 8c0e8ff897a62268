using System.Text.Json;

namespace AIKernel.Operations.Tests.Docker;

/// <summary>One instruction: its word, what follows it, and the stage it is in.</summary>
internal sealed record Instruction(string Word, string Text, int Stage)
{
    /// <summary>The words of it; those of the JSON form as well.</summary>
    public string[] Words => Text.StartsWith('[') ? JsonSerializer.Deserialize<string[]>(Text)! : Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A Dockerfile as its builder reads it.</summary>
internal sealed class Dockerfile(string text)
{
    public static Dockerfile Shipped { get; } = new(File.ReadAllText(Path.Combine(Checkout.Infrastructure, "docker", "Dockerfile")));

    public IReadOnlyList<Instruction> Instructions { get; } = [.. Read(text)];

    public string Text => text;

    public int LastStage => Instructions.Max(static one => one.Stage);

    public IEnumerable<Instruction> Of(string word) => Instructions.Where(one => one.Word == word);

    /// <summary>What the last stage's containers find in their environment.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        Of("ENV").Where(one => one.Stage == LastStage).SelectMany(static one => one.Words).Select(static word => word.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);

    /// <summary>What is copied out of the checkout: sources and the target.</summary>
    public IEnumerable<(string[] Sources, string Target, int Stage)> Copies =>
        from one in Of("COPY")
        let words = one.Words.Where(static word => !word.StartsWith("--chmod=", StringComparison.Ordinal)).ToArray()
        where !words[0].StartsWith("--", StringComparison.Ordinal)
        select (words[..^1], words[^1], one.Stage);

    private static IEnumerable<Instruction> Read(string text)
    {
        var stage = -1;
        var lines = text.Split('\n').Where(static line => !line.TrimStart().StartsWith('#'));
        foreach (var line in string.Join('\n', lines).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0))
        {
            var (word, rest) = (line.Split(' ')[0].ToUpperInvariant(), line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim());
            if (word == "FROM") stage++;
            yield return new(word, rest, stage);
        }
    }
}
