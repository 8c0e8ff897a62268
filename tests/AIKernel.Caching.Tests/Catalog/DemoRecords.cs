using System.Runtime.CompilerServices;
using System.Text.Json;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;

namespace AIKernel.Caching.Tests.Catalog;

/// <summary>The resources of the demonstration's catalog, as a repository would answer them.</summary>
internal static class DemoRecords
{
    public static IReadOnlyList<Resource> All { get; } = [.. Bodies().Select(ToResource)];

    private static IEnumerable<JsonElement> Bodies() =>
        File.ReadLines(Path.Combine(Root(), "demo", "catalog.ndjson")).Select(static line => JsonSerializer.Deserialize<JsonElement>(line)).Where(static body => body.TryGetProperty("kind", out _) && body.TryGetProperty("name", out _));

    private static Resource ToResource(JsonElement body, int index)
    {
        var read = new ResourceReader(new KindRegistry([])).Read(body);
        var content = read.IsValid ? read.Value! : throw new InvalidOperationException($"Line {index + 1}: {string.Join(' ', read.Faults)}");
        return new()
        {
            Id = new(index, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7),
            Kind = content.Kind,
            Namespace = content.Namespace,
            Name = content.Name,
            Title = content.Title,
            Description = content.Description,
            Owner = content.Owner,
            Lifecycle = content.Lifecycle,
            Tags = content.Tags,
            Labels = content.Labels,
            Links = content.Links,
            Spec = content.Spec,
            Version = 1,
            Revision = 1_000 + index,
            ContentHash = ContentHash.Of(content),
            CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000).AddTicks(index * 12_345_670L),
            UpdatedAt = DateTimeOffset.UnixEpoch.AddDays(20_001).AddTicks(index * 12_345_670L),
        };
    }

    private static string Root([CallerFilePath] string source = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(source)! })
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, "AIKernel.sln"))) return folder;
        throw new InvalidOperationException("The repository's root is not found.");
    }
}
