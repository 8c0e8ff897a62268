using AIKernel.Catalog;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>A walk over pages while others write: what was there all the time is seen exactly once.</summary>
public sealed class CursorWalkTests(CatalogDatabase database) : IClassFixture<CatalogDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(ResourceSort.Name)]
    [InlineData(ResourceSort.Created)]
    public async Task Rows_that_stay_are_seen_once_while_others_come_and_go(ResourceSort sort)
    {
        var ns = Sample.Namespace();
        var resources = database.Bare.Resources;
        await using (var session = await database.Bare.Bulk.BeginAsync(atomic: true, None))
        {
            await session.ApplyAsync(Sample.Lines(Enumerable.Range(0, 60).Select(i => Sample.Content(ns, $"n{i:00}"))), None);
            await session.CompleteAsync(None);
        }
        var query = new ResourceQuery { Namespace = ns, Sort = sort, Limit = 7 };
        var seen = new List<string>();
        var step = 0;
        for (Cursor? cursor = null; ;)
        {
            var page = await resources.ListAsync(query with { Cursor = cursor }, None);
            seen.AddRange(page.Items.Select(static item => item.Name));
            if (page.NextCursor is null) break;
            Assert.True(Cursor.TryParse(page.NextCursor, query.CursorScope, out cursor));
            // Between two pages one of every tenth goes, and one comes at each end of the order.
            var goner = await resources.GetByReferenceAsync(new("model", ns, $"n{step * 10 % 60:00}"), None);
            await resources.DeleteAsync(goner!.Id, WriteCondition.Any, None);
            await resources.CreateAsync(Sample.Content(ns, $"a{step}"), None);
            await resources.CreateAsync(Sample.Content(ns, $"z{step}"), None);
            step++;
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 60).Where(static i => i % 10 != 0).Select(static i => $"n{i:00}"), seen.Where(static name => name[0] == 'n' && name[2] != '0').Order());
    }
}
