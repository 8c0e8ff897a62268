using System.Buffers;
using System.Text;
using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Importing;

public class BulkLinesTests
{
    private static byte[] Line(ResourceContent? resource, BulkEdge? edge)
    {
        var output = new ArrayBufferWriter<byte>();
        BulkLines.Write(output, new(resource, edge));
        return output.WrittenSpan.ToArray();
    }

    [Fact]
    public void Lines_have_the_documented_form()
    {
        var resource = Json.Content(("tags", "['b','a']"), ("labels", "{'k':'v'}"), ("links", "[{'title':'T','url':'http://a'}]"), ("spec", "{'a':1}"));
        Assert.Equal(
            """{"op":"upsert","kind":"model","namespace":"openai","name":"gpt-4o","title":"gpt-4o","description":"","owner":null,"lifecycle":"active","tags":["a","b"],"labels":{"k":"v"},"links":[{"title":"T","url":"http://a"}],"spec":{"a":1}}""" + "\n",
            Encoding.UTF8.GetString(Line(resource, null)));
        var edge = new BulkEdge(0, new("model", "a", "b"), "uses", new("tool", "c", "d"), CanonicalJson.Empty);
        Assert.Equal("""{"op":"relate","source":"model:a/b","type":"uses","target":"tool:c/d"}""" + "\n", Encoding.UTF8.GetString(Line(null, edge)));
        Assert.Equal("""{"op":"relate","source":"model:a/b","type":"uses","target":"tool:c/d","properties":{"w":1}}""" + "\n",
            Encoding.UTF8.GetString(Line(null, edge with { Properties = CanonicalJson.FromCanonical("""{"w":1}""") })));
    }

    [Fact]
    public async Task An_export_imports_back_unchanged()
    {
        var store = new InMemoryBulkStore();
        await store.RunAsync(
            Import.Model("a", ",'title':'\\u0022<é🙂>\\\\','description':'x\\n\\ty','owner':'o','lifecycle':'retired','tags':['t'],'labels':{'k/~':''},'links':['http://a/é'],'spec':{'b':[1.0,{'z':null}]}"),
            Import.Model("gpt@1:x+y"), Import.Relate("a", "gpt@1:x+y"));
        var export = new ArrayBufferWriter<byte>();
        await foreach (var item in store.ExportAsync(default)) BulkLines.Write(export, item);

        var again = await store.RunAsync(new MemoryStream(export.WrittenSpan.ToArray()), new(true, false));
        Assert.Equal(["1 unchanged", "2 unchanged", "3 unchanged"], again.Told);

        var elsewhere = new InMemoryBulkStore();
        await elsewhere.RunAsync(new MemoryStream(export.WrittenSpan.ToArray()), new(true, false));
        Assert.Equal(store.Resources.Values.Select(resource => resource.Content), elsewhere.Resources.Values.Select(resource => resource.Content));
        Assert.Equal(store.Edges.Keys, elsewhere.Edges.Keys);
    }

    [Fact]
    public void The_largest_resource_there_can_be_fits_into_a_line()
    {
        string Wide(int count) => string.Concat(Enumerable.Repeat("🙂", count));
        var kind = new string('k', 63);
        var content = new ResourceContent
        {
            Kind = kind, Namespace = new('n', 63), Name = new('a', 255), Title = Wide(200), Description = Wide(8192), Owner = Wide(255), Lifecycle = Lifecycle.Deprecated,
            Tags = Enumerable.Range(10, 50).Select(index => index + new string('t', 61)).ToValueSet(),
            Labels = ValueMap.Create(Enumerable.Range(10, 64).Select(index => KeyValuePair.Create(index + Wide(251), Wide(255)))),
            Links = Enumerable.Range(0, 20).Select(_ => new Link(Wide(200), $"http://a/{new string('x', 2039)}")).ToValueList(),
            Spec = CanonicalJson.FromCanonical($"{{\"a\":\"{new string('x', ResourceLimits.SpecBytes - 8)}\"}}"),
        };
        var line = Line(content, null);
        Assert.InRange(line.Length, 400_000, BulkLimits.MaxLineBytes + 1);
        Assert.Equal(content, new ResourceReader(new KindRegistry([kind])).Read(JsonBody.Parse(line).Value).Value);
    }

    [Fact]
    public void An_item_that_is_neither_or_a_removal_is_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentException>("item", () => Line(null, null));
        Assert.Throws<ArgumentException>("item", () => Line(null, new(1, new("model", "a", "b"), "uses", new("model", "a", "c"), null)));
    }
}
