using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Persistence.Schema;

/// <summary>Between rows and the domain's values.</summary>
internal static class ContentMapping
{
    public static ResourceContent ToContent(this IContentColumns row) => new()
    {
        Kind = row.Kind,
        Namespace = row.Namespace,
        Name = row.Name,
        Title = row.Title,
        Description = row.Description,
        Owner = row.Owner,
        Lifecycle = LifecycleText.Parse(row.Lifecycle),
        Tags = ValueList.Create<string>(row.Tags),
        Labels = ContentJson.ReadMap(row.Labels),
        Links = ContentJson.ReadLinks(row.Links),
        Spec = CanonicalJson.FromCanonical(row.Spec),
    };

    public static Resource ToResource(this ResourceRow row) => new()
    {
        Id = row.Id,
        Kind = row.Kind,
        Namespace = row.Namespace,
        Name = row.Name,
        Title = row.Title,
        Description = row.Description,
        Owner = row.Owner,
        Lifecycle = LifecycleText.Parse(row.Lifecycle),
        Tags = ValueList.Create<string>(row.Tags),
        Labels = ContentJson.ReadMap(row.Labels),
        Links = ContentJson.ReadLinks(row.Links),
        Spec = CanonicalJson.FromCanonical(row.Spec),
        Version = row.Version,
        Revision = row.Revision,
        ContentHash = row.ContentHash,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        DeletedAt = row.DeletedAt,
    };

    public static ResourceVersion ToVersion(this VersionRow row) => new()
    {
        ResourceId = row.ResourceId,
        Number = row.Number,
        Kind = row.Kind,
        Namespace = row.Namespace,
        Name = row.Name,
        Title = row.Title,
        Description = row.Description,
        Owner = row.Owner,
        Lifecycle = LifecycleText.Parse(row.Lifecycle),
        Tags = ValueList.Create<string>(row.Tags),
        Labels = ContentJson.ReadMap(row.Labels),
        Links = ContentJson.ReadLinks(row.Links),
        Spec = CanonicalJson.FromCanonical(row.Spec),
        ChangedFields = ValueList.Create<string>(row.ChangedFields),
        ContentHash = row.ContentHash,
        CreatedAt = row.CreatedAt,
    };

    /// <summary>Writes the content into the row, hash included.</summary>
    public static TRow Say<TRow>(this TRow row, ResourceContent content, string contentHash) where TRow : IContentColumns
    {
        row.Kind = content.Kind;
        row.Namespace = content.Namespace;
        row.Name = content.Name;
        row.Title = content.Title;
        row.Description = content.Description;
        row.Owner = content.Owner;
        row.Lifecycle = LifecycleText.Of(content.Lifecycle);
        row.Tags = [.. content.Tags];
        row.Labels = ContentJson.Write(content.Labels);
        row.Links = ContentJson.Write(content.Links);
        row.Spec = content.Spec.Text;
        row.ContentHash = contentHash;
        return row;
    }

    /// <summary>A first version, or the next one after <paramref name="before"/>.</summary>
    public static VersionRow Snapshot(this ResourceRow row, ResourceContent content, ResourceContent? before) => new VersionRow
    {
        ResourceId = row.Id,
        Number = row.Version,
        ChangedFields = before is null ? [] : [.. ChangedFields.Between(before, content)],
        CreatedAt = row.UpdatedAt,
    }.Say(content, row.ContentHash);
}

/// <summary>Lifecycles as columns hold them: lower case.</summary>
internal static class LifecycleText
{
    public static string Of(Lifecycle lifecycle) => lifecycle switch
    {
        Lifecycle.Draft => "draft",
        Lifecycle.Active => "active",
        Lifecycle.Deprecated => "deprecated",
        Lifecycle.Retired => "retired",
        _ => throw new ArgumentOutOfRangeException(nameof(lifecycle), lifecycle, "Not a lifecycle."),
    };

    public static Lifecycle Parse(string text) => text switch
    {
        "draft" => Lifecycle.Draft,
        "active" => Lifecycle.Active,
        "deprecated" => Lifecycle.Deprecated,
        "retired" => Lifecycle.Retired,
        _ => throw new InvalidOperationException($"The column lifecycle holds '{text}'."),
    };
}

/// <summary>The JSON columns other than spec, which is text as it stands.</summary>
internal static class ContentJson
{
    private static readonly ContentJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(ValueMap labels) => labels.Count == 0 ? "{}" : JsonSerializer.Serialize(labels, Context.ValueMap);

    public static string Write(ValueList<Link> links) => links.Count == 0 ? "[]" : JsonSerializer.Serialize(links.ToArray(), Context.LinkArray);

    public static ValueMap ReadMap(string json) => json == "{}" ? ValueMap.Empty : JsonSerializer.Deserialize(json, Context.ValueMap)!;

    public static ValueList<Link> ReadLinks(string json) =>
        json == "[]" ? [] : ValueList.Create<Link>(JsonSerializer.Deserialize(json, Context.LinkArray));
}

[JsonSerializable(typeof(ValueMap))]
[JsonSerializable(typeof(Link[]))]
internal sealed partial class ContentJsonContext : JsonSerializerContext;
