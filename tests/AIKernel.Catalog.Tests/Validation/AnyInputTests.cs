using System.Text.Json;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace AIKernel.Catalog.Tests.Validation;

/// <summary>Whatever JSON comes in: an answer, never an exception, and what is accepted is accepted again as it stands.</summary>
public class AnyInputTests
{
    private static readonly Gen<string> Strings = Gen.Elements(
        "''", "'a'", "'model'", "'gpt-4o'", "'active'", "'e\u0301'", "'é'", "'\\ud800'", "'\\ud83d\\ude42'", "'\\u0000'", "'a\\nb'", "'http://a'", "'uses'",
        "'model:a/b'", "'tool:a/b'", "'NO'", "'x/y~z'", "'01975e3c-7d0a-7c3e-9d52-0f3a4b5c6d7e'");

    private static readonly Gen<string> Names = Gen.OneOf(Strings, Gen.Elements(
        "'kind'", "'namespace'", "'name'", "'title'", "'description'", "'owner'", "'lifecycle'", "'tags'", "'labels'", "'links'", "'spec'", "'id'", "'url'", "'op'",
        "'revision'", "'source'", "'type'", "'target'", "'properties'", "'ref'"));

    private static readonly Gen<string> Leaves = Gen.OneOf(Strings, Gen.Elements("null", "true", "0", "-1.5", "1e999", "12345678901234567890"));

    private static Gen<string> Value(int depth) => depth == 0 ? Leaves : Gen.OneOf(
        Leaves,
        Gen.ListOf(Value(depth - 1)).Select(items => $"[{string.Join(",", items.Take(4))}]"),
        Object(depth));

    private static Gen<string> Object(int depth) => Gen.ListOf(Gen.Zip(Names, Value(depth - 1)))
        .Select(members => $"{{{string.Join(",", members.Take(8).Select(member => $"{member.Item1}:{member.Item2}"))}}}");

    /// <summary>Nearly good resources, so that rules are reached: a good base under a random patch.</summary>
    private static readonly ResourceContent Base = Json.Content(("tags", "['a']"), ("labels", "{'é':'v'}"), ("spec", "{'é':{'a':[1]}}"));

    private static void Check(Action<JsonElement> read) =>
        Prop.ForAll(Gen.OneOf(Object(4), Value(2)).ToArbitrary(), text =>
        {
            using var document = JsonDocument.Parse(Json.Bytes(text));
            read(document.RootElement);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_body_is_parsed_or_refused() => Check(body =>
    {
        var parsed = JsonBody.Parse(Json.Bytes(body.GetRawText()));
        Assert.Equal(parsed.IsValid, parsed.Faults.Count == 0);
    });

    [Fact]
    public void A_resource_is_read_or_refused() => Check(body => Settle(Json.Reader.Read(body)));

    [Fact]
    public void A_patch_is_applied_or_refused() => Check(body => Settle(Json.Reader.ReadMergePatch(Base, body)));

    [Fact]
    public void A_relationship_is_read_or_refused()
    {
        var reader = new RelationshipReader(new KindRegistry([]));
        Check(body =>
        {
            Assert.Equal(reader.Read(body).IsValid, reader.Read(body).Value is not null);
            Assert.Equal(reader.ReadPropertiesPatch(Base.Spec, body).IsValid, reader.ReadPropertiesPatch(Base.Spec, body).Value is not null);
        });
    }

    [Fact]
    public void A_line_is_understood_or_refused()
    {
        var parser = new Catalog.Importing.LineParser(Json.Reader);
        foreach (var operation in new[] { "upsert", "delete", "relate", "unrelate", "other" })
            Check(body =>
            {
                var members = body.ValueKind == JsonValueKind.Object ? body.GetRawText()[1..] : "}";
                var parsed = parser.Parse(1, Json.Bytes($"{{'op':'{operation}'{(members == "}" ? "" : ",")}{members}"));
                Assert.Equal(1, new object?[] { parsed.Resource, parsed.Edge, parsed.Refusal }.Count(part => part is not null));
            });
    }

    private static void Settle(Checked<ResourceContent> read)
    {
        Assert.Equal(read.IsValid, read.Value is not null);
        if (read.Value is not { } content) return;
        Assert.Equal(content, Json.Reader.Read(JsonSerializer.SerializeToElement(content, JsonSerializerOptions.Web)).Value);
        Assert.Equal(content, Json.Reader.ReadMergePatch(content, Json.Of("{}")).Value);
    }
}
