using System.Text.Json.Serialization;

namespace AIKernel.Benchmarks.Samples;

/// <summary>What is cached: a record of a catalog's usual shape.</summary>
internal sealed record Item
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }
    public string? Owner { get; init; }
    public IReadOnlyList<string> Keywords { get; init; } = [];
    public long Version { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A page of them.</summary>
internal sealed record ItemPage(IReadOnlyList<Item> Items, string? NextCursor);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(ItemPage))]
internal sealed partial class ItemJson : JsonSerializerContext;
