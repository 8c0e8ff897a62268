using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>
/// A resource as far as it could be read. Null stands for what is missing or was refused already: rules pass over it.
/// </summary>
internal sealed record ResourceDraft
{
    public string? Kind { get; init; }
    public string? Namespace { get; init; }
    public string? Name { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public string? Owner { get; init; }
    public string? Lifecycle { get; init; }
    public IReadOnlyList<string?> Tags { get; init; } = [];
    public IReadOnlyList<DraftLabel> Labels { get; init; } = [];
    public IReadOnlyList<DraftLink> Links { get; init; } = [];
    public CanonicalJson? Spec { get; init; }

    /// <summary>The content of a draft without faults, its defaults filled in.</summary>
    public ResourceContent ToContent() => new()
    {
        Kind = Kind!,
        Namespace = Namespace!,
        Name = Name!,
        Title = string.IsNullOrEmpty(Title) ? Name! : Title,
        Description = Description ?? "",
        Owner = string.IsNullOrEmpty(Owner) ? null : Owner,
        Lifecycle = LifecycleOf(Lifecycle) ?? Resources.Lifecycle.Active,
        Tags = Tags.Select(tag => tag!).ToValueSet(),
        Labels = ValueMap.Create(Labels.Select(label => KeyValuePair.Create(label.Key!, label.Value!))),
        Links = Links.Select(link => new Link(link.Title ?? "", link.Url!)).ToValueList(),
        Spec = Spec!,
    };

    /// <summary>The lifecycle of this name, or null.</summary>
    public static Lifecycle? LifecycleOf(string? name) => name switch
    {
        "draft" => Resources.Lifecycle.Draft,
        "active" => Resources.Lifecycle.Active,
        "deprecated" => Resources.Lifecycle.Deprecated,
        "retired" => Resources.Lifecycle.Retired,
        _ => null,
    };
}

/// <summary>A label as far as it could be read.</summary>
internal sealed record DraftLabel(string? Key, string? Value);

/// <summary>A link as far as it could be read; bare when the request gave its address alone.</summary>
internal sealed record DraftLink(string? Title, string? Url, bool IsBare = false);
