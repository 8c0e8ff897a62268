using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Catalog.Client;
using AIKernel.Integration.Tests.Http;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Client;

/// <summary>The client's records are written by hand; here they are held against the schemas of the host's contract.</summary>
[Collection(HttpCollection.Name)]
public sealed class SchemaTests(HttpFixture fixture)
{
    private static readonly Dictionary<string, Type> Records = new(StringComparer.Ordinal)
    {
        ["Resource"] = typeof(Resource), ["ResourceSummary"] = typeof(ResourceSummary), ["ResourceVersion"] = typeof(ResourceVersion), ["Link"] = typeof(Link),
        ["ResourcePage"] = typeof(Page<ResourceSummary>), ["VersionPage"] = typeof(Page<ResourceVersion>), ["RelationshipPage"] = typeof(Page<Relationship>), ["ResourceItems"] = typeof(ResourceItems),
        ["Relationship"] = typeof(Relationship), ["Lineage"] = typeof(Lineage), ["LineageNode"] = typeof(LineageNode), ["LineageEdge"] = typeof(LineageEdge), ["Impact"] = typeof(Impact),
        ["Dependencies"] = typeof(Dependencies), ["Counts"] = typeof(Counts), ["SearchPage"] = typeof(SearchPage), ["SearchFacets"] = typeof(SearchFacets), ["ValueCount"] = typeof(ValueCount),
        ["Suggestions"] = typeof(SuggestionList), ["Suggestion"] = typeof(Suggestion), ["Fault"] = typeof(CatalogFault), ["Problem"] = typeof(Problem),
        ["ResourceContent"] = typeof(ResourceContent), ["RelationshipContent"] = typeof(RelationshipContent), ["BatchGet"] = typeof(BatchGet), ["DependencyQuestion"] = typeof(DependencyQuestion),
    };

    public static TheoryData<string> Names => new(Records.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_record_has_the_members_of_its_schema_and_demands_those_that_are_always_there(string name)
    {
        var schemas = (await fixture.Api.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var schema = schemas.GetProperty(name);
        var members = MembersOf(name).ToDictionary(static member => member.Name);
        Assert.Equal(schema.GetProperty("properties").EnumerateObject().Select(static property => property.Name).Order(StringComparer.Ordinal), members.Keys.Order(StringComparer.Ordinal));
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(static one => one.GetString()!) : [];
        // What stands between client and catalog may answer with problems of its own.
        if (name != "Problem") Assert.Equal(required.Order(StringComparer.Ordinal), members.Values.Where(static member => member.IsRequired).Select(static member => member.Name).Order(StringComparer.Ordinal));
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            var (member, types) = (members[property.Name], TypesOf(property.Value, schemas));
            Assert.True(types.Contains(JsonTypeOf(member.PropertyType)), $"{name}.{property.Name}");
            Assert.True(!types.Contains("null") || IsNullable(member), $"{name}.{property.Name} may be null");
        }
    }

    private static IEnumerable<JsonPropertyInfo> MembersOf(string name) =>
        // What [JsonIgnore] hides has neither.
        ClientJson.Default.GetTypeInfo(Records[name])!.Properties.Where(static member => member.Get is not null || member.Set is not null);

    private static bool IsNullable(JsonPropertyInfo member) => member.PropertyType.IsValueType ? Nullable.GetUnderlyingType(member.PropertyType) is not null : member.IsSetNullable;

    private static string[] TypesOf(JsonElement schema, JsonElement schemas)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return TypesOf(schemas.GetProperty(reference.GetString()!.Split('/')[^1]), schemas);
        if (schema.TryGetProperty("oneOf", out var options)) return [.. options.EnumerateArray().SelectMany(option => TypesOf(option, schemas))];
        var type = schema.GetProperty("type");
        return type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(static one => one.GetString()!)] : [type.GetString()!];
    }

    private static string JsonTypeOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var known when known == typeof(string) || known == typeof(Guid) || known == typeof(DateTimeOffset) => "string",
        var known when known == typeof(int) || known == typeof(long) => "integer",
        var known when known == typeof(bool) => "boolean",
        { IsGenericType: true } list when list.GetGenericTypeDefinition() is var open && (open == typeof(IReadOnlyList<>) || open == typeof(IReadOnlyCollection<>)) => "array",
        _ => "object",
    };
}
