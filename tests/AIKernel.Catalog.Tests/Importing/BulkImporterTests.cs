using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Importing;

public class BulkImporterTests
{
    private readonly InMemoryBulkStore _store = new();

    [Fact]
    public async Task Each_line_is_answered_and_the_summary_comes_last()
    {
        var answer = await _store.RunAsync(
            Import.Model("a"), Import.Model("b", ",'title':'B'"), Import.Relate("a", "b"), "{'op':'relate','source':'model:n/a','type':'uses','target':'model:n/b','properties':{'w':1}}");
        Assert.Equal(["1 created", "2 created", "3 created", "4 created"], answer.Told);
        Assert.Equal(new(4, new(2, 0, 0, 0), new(2, 0, 0, 0), 0, answer.Summary.DurationMs, false, false), answer.Summary);
        Assert.Equal(("B", "model:n/a"), (_store.Resources["model:n/b"].Content.Title, _store.Resources["model:n/a"].Content.Reference.ToString()));
        Assert.Equal(CanonicalJson.FromCanonical("""{"w":1}"""), _store.Edges[("model:n/a", "uses", "model:n/b")].Properties);
        Assert.Equal(new CatalogPosition(1, _store.Writes), answer.Position);
        Assert.All(_store.Sessions, session => Assert.True(session is { IsCompleted: true, IsDisposed: true }));
    }

    [Fact]
    public async Task The_answer_has_the_documented_form()
    {
        var answer = await _store.RunAsync(Import.Model("a"), "{'op':'fly'}", Import.Relate("a", "zz"));
        var lines = answer.Text.Split('\n');
        Assert.Equal($$"""{"line":1,"status":"created","type":"resource","ref":"model:n/a","id":"{{_store.Resources["model:n/a"].Id}}"}""", lines[0]);
        Assert.Equal("""{"line":2,"status":"failed","code":"unknown-op","detail":"The operations are upsert, delete, relate and unrelate."}""", lines[1]);
        Assert.Equal("""{"line":3,"status":"failed","type":"relationship","ref":"model:n/a derived_from model:n/zz","code":"unresolved-reference","detail":"There is no model:n/zz."}""", lines[2]);
        Assert.StartsWith("""{"summary":{"lines":3,"resources":{"created":1,"updated":0,"unchanged":0,"deleted":0},"relationships":{"created":0,"updated":0,"unchanged":0,"deleted":0},"failed":2,"durationMs":""", lines[3], StringComparison.Ordinal);
        Assert.EndsWith(""","rolledBack":false,"dryRun":false}}""", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        string[] lines = [Import.Model("a"), Import.Model("b"), Import.Relate("a", "b")];
        await _store.RunAsync(lines);
        var again = await _store.RunAsync(lines);
        Assert.Equal(["1 unchanged", "2 unchanged", "3 unchanged"], again.Told);
        Assert.Equal((2, 1), (again.Summary.Resources.Unchanged, again.Summary.Relationships.Unchanged));
    }

    [Fact]
    public async Task References_may_point_forward_and_answers_keep_the_order_of_the_file()
    {
        var answer = await _store.RunAsync(Import.Relate("a", "b"), Import.Model("b"), "nonsense", Import.Relate("b", "c"), Import.Model("a"), Import.Model("c"));
        Assert.Equal(["1 created", "2 created", "3 failed invalid-json", "4 created", "5 created", "6 created"], answer.Told);
    }

    [Fact]
    public async Task Resources_are_updated_and_deleted_and_relationships_removed()
    {
        await _store.RunAsync(Import.Model("a"), Import.Model("b"), Import.Model("c"), Import.Relate("a", "b"));
        var answer = await _store.RunAsync(
            Import.Model("a", ",'title':'new'"), "{'op':'delete','ref':'model:n/C'}", "{'op':'delete','ref':'model:n/zz'}",
            "{'op':'unrelate','source':'model:n/a','type':'derived_from','target':'model:n/b'}", "{'op':'unrelate','source':'model:n/b','type':'uses','target':'model:n/a'}");
        Assert.Equal(["1 updated", "2 deleted", "3 failed not-found", "4 deleted", "5 failed not-found"], answer.Told);
        Assert.Equal(new(5, new(0, 1, 0, 1), new(0, 0, 0, 1), 2, answer.Summary.DurationMs, false, false), answer.Summary);
        Assert.True(_store.Resources["model:n/c"].IsDeleted);
        Assert.Empty(_store.Edges);
    }

    [Fact]
    public async Task A_line_may_demand_a_revision()
    {
        await _store.RunAsync(Import.Model("a"), Import.Model("b"));
        var answer = await _store.RunAsync(
            Import.Model("a", ",'title':'x','revision':1"), Import.Model("b", ",'title':'x','revision':2"), Import.Model("c", ",'revision':'1'"), "{'op':'delete','ref':'model:n/c','revision':1.5}");
        Assert.Equal(["1 updated", "2 failed revision-conflict", "3 failed validation-failed", "4 failed validation-failed"], answer.Told);
        Assert.Equal("/revision: wrong-type: Must be a whole number.", answer.Detail(3));
    }

    [Fact]
    public async Task Cycles_self_edges_and_unknown_ends_are_refused_one_by_one()
    {
        var answer = await _store.RunAsync(
            Import.Model("a"), Import.Model("b"), Import.Relate("a", "b"), Import.Relate("b", "a"), Import.Relate("a", "A"), Import.Relate("a", "zz"), Import.Relate("b", "a", "related_to"));
        Assert.Equal(["1 created", "2 created", "3 created", "4 failed cycle", "5 failed self-edge", "6 failed unresolved-reference", "7 created"], answer.Told);
    }

    [Fact]
    public async Task What_a_file_names_twice_is_refused_the_second_time()
    {
        var answer = await _store.RunAsync(
            Import.Model("a"), Import.Model("A"), "{'op':'delete','ref':'model:n/a'}", Import.Model("b"),
            Import.Relate("a", "b"), Import.Relate("A", "B"), Import.Relate("a", "b", "uses"), "{'op':'unrelate','source':'model:n/a','type':'uses','target':'model:n/b'}");
        Assert.Equal(
            ["1 created", "2 failed duplicate-in-batch", "3 failed duplicate-in-batch", "4 created", "5 created", "6 failed duplicate-in-batch", "7 created", "8 failed duplicate-in-batch"],
            answer.Told);
        Assert.Equal("Line 1 names it already.", answer.Detail(3));
        Assert.Equal("Line 7 names it already.", answer.Detail(8));
    }

    [Fact]
    public async Task A_refused_line_does_not_make_a_later_good_one_a_duplicate()
    {
        var answer = await _store.RunAsync(Import.Model("a", ",'tags':['NO']"), Import.Model("a"));
        Assert.Equal(["1 failed validation-failed", "2 created"], answer.Told);
    }

    [Fact]
    public async Task A_file_without_lines_begins_nothing()
    {
        var answer = await _store.RunAsync("", "  ");
        Assert.Equal(0, answer.Summary.Lines);
        Assert.Null(answer.Position);
        Assert.Empty(_store.Sessions);
    }

    [Fact]
    public async Task Batches_hold_at_most_1000_resources_and_2000_relationships_across_which_duplicates_are_found()
    {
        var models = Enumerable.Range(0, 2500).Select(index => Import.Model($"m{index}"));
        var edges = Enumerable.Range(1, 2499).Select(index => Import.Relate($"m{index}", "m0", "uses"));
        var answer = await _store.RunAsync([.. models, Import.Model("m0"), .. edges, Import.Relate("m1", "m0", "uses")]);
        var session = Assert.Single(_store.Sessions);
        Assert.Equal([1000, 1000, 500], session.ResourceBatches);
        Assert.Equal([2000, 499], session.EdgeBatches);
        Assert.Equal((2500, 2499, 2), (answer.Summary.Resources.Created, answer.Summary.Relationships.Created, answer.Summary.Failed));
        Assert.Equal("2501 failed duplicate-in-batch", answer.Told[2500]);
        Assert.Equal("5001 failed duplicate-in-batch", answer.Told[5000]);
    }

    [Fact]
    public async Task Large_lines_make_smaller_batches()
    {
        var filler = $",'spec':{{'a':'{new string('x', 200_000)}'}}";
        await _store.RunAsync([.. Enumerable.Range(0, 100).Select(index => Import.Model($"m{index}", filler))]);
        Assert.All(Assert.Single(_store.Sessions).ResourceBatches, size => Assert.InRange(size, 1, 42));
    }
}
