using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Every query parameter of the contract.</summary>
internal static class Parameters
{
    public const int MaxVersionsPerPage = 200;
    public const int MaxSuggestions = 50;

    private const int MaxWords = 50;
    private const int MaxCursorLength = 4096;

    public static readonly ReferenceParameter Reference = new("ref", "The resource's reference, {kind}:{namespace}/{name}.", mayNameVersion: false) { IsRequired = true };
    public static readonly ReferenceParameter VersionedReference = new("ref", "The resource's reference, {kind}:{namespace}/{name}, or with ;v={n} one version of it.", mayNameVersion: true) { IsRequired = true };

    public static readonly KindParameter Kind = new("kind", "Only this kind.");
    public static readonly SetParameter Kinds = new("kind", "Only these kinds; repeated or joined by commas.", MaxWords, FaultCodes.UnknownKind, static (word, kinds) => kinds.Contains(word), static kinds => kinds.All);
    public static readonly TextParameter Namespace = new("ns", "Only this namespace.", 63);
    public static readonly SetParameter Namespaces = new("ns", "Only these namespaces; repeated or joined by commas.", MaxWords, FaultCodes.Pattern, static (word, _) => word.Length is > 0 and <= 63);
    public static readonly SetParameter Tags = new("tag", "Only what carries all of these tags; repeated or joined by commas.", MaxWords, FaultCodes.Pattern, static (word, _) => word.Length is > 0 and <= 63);
    public static readonly TextParameter Owner = new("owner", "Only what this owner answers for.", 255);
    public static readonly LabelsParameter Labels = new("label.K=V: only what carries the label K with the value V; each K once.");
    public static readonly ChoiceParameter<Lifecycle?> InLifecycle = new("lifecycle", "Only this lifecycle.", null,
        ("draft", Lifecycle.Draft), ("active", Lifecycle.Active), ("deprecated", Lifecycle.Deprecated), ("retired", Lifecycle.Retired));
    public static readonly ChoiceParameter<ResourceSort> Sort = new("sort", "The order: by kind, namespace and name; or what changed, or was created, last comes first.", ResourceSort.Name,
        ("name", ResourceSort.Name), ("updated", ResourceSort.Updated), ("created", ResourceSort.Created));

    public static readonly TextParameter Cursor = new("cursor", "Where the page starts: nextCursor of the page before, with the same query.", MaxCursorLength);
    public static readonly NumberParameter ResourceLimit = new("limit", "How many items at most.", 1, ResourceQuery.MaxLimit, 50);
    public static readonly NumberParameter VersionLimit = new("limit", "How many items at most.", 1, MaxVersionsPerPage, 50);
    public static readonly NumberParameter EdgeLimit = new("limit", "How many items at most.", 1, RelationshipQuery.MaxLimit, 100);
    public static readonly NumberParameter SearchLimit = new("limit", "How many items at most.", 1, SearchQuery.MaxLimit, 20);
    public static readonly NumberParameter SuggestionLimit = new("limit", "How many suggestions at most.", 1, MaxSuggestions, 10);

    public static readonly ChoiceParameter<bool> Purge = new("purge", "Remove the resource, its versions and its relationships for good.", false, ("false", false), ("true", true));

    public static readonly ChoiceParameter<EdgeDirection> Edges = new("direction", "Which edges: those that leave the resource, those that enter it, or both.", EdgeDirection.Both,
        ("both", EdgeDirection.Both), ("outgoing", EdgeDirection.Outgoing), ("incoming", EdgeDirection.Incoming));
    public static readonly SetParameter EdgeTypes = new("type", "Only these relationship types; repeated or joined by commas.", MaxWords, FaultCodes.UnknownType, IsType, static _ => Names(RelationshipTypes.All));

    public static readonly ChoiceParameter<LineageDirection> Lineage = new("direction", "Which way: what it is made of, what is made of it, or both at every step.", LineageDirection.Both,
        ("upstream", LineageDirection.Upstream), ("downstream", LineageDirection.Downstream), ("both", LineageDirection.Both));
    public static readonly ChoiceParameter<LineageDirection> Impact = new("direction", "Which way; downstream tells what a change would touch.", LineageDirection.Downstream,
        ("upstream", LineageDirection.Upstream), ("downstream", LineageDirection.Downstream), ("both", LineageDirection.Both));
    public static readonly NumberParameter Depth = new("depth", "How many steps at most.", 1, LineageQuery.MaxDepth, 3);
    public static readonly NumberParameter MaxNodes = new("maxNodes", "How many nodes at most, the root not counted.", 1, LineageQuery.NodeLimit, 1_000);
    public static readonly SetParameter LineageTypes = new("types", "Only edges of these types; repeated or joined by commas. Structural types are not lineage.", MaxWords, FaultCodes.UnknownType,
        static (word, _) => RelationshipTypes.Find(word) is { Upstream: not UpstreamEnd.None }, static _ => Names(RelationshipTypes.All.Where(static type => type.Upstream != UpstreamEnd.None)));

    public static readonly TextParameter SearchText = new("q", "What to look for, in web-search syntax: words, \"a phrase\", or, -not. Empty browses by name.", SearchQuery.MaxTextLength);
    public static readonly TextParameter Prefix = new("prefix", "What was typed so far.", 100) { IsRequired = true };

    public static readonly ChoiceParameter<bool> Mode = new("mode", "Keep every good line, or all lines or none.", false, ("best_effort", false), ("atomic", true));
    public static readonly ChoiceParameter<bool> DryRun = new("dryRun", "Tell everything, keep nothing.", false, ("false", false), ("true", true));

    private static bool IsType(string word, KindRegistry kinds) => RelationshipTypes.Find(word) is not null;

    private static IEnumerable<string> Names(IEnumerable<RelationshipType> types) => types.Select(static type => type.Name);
}
