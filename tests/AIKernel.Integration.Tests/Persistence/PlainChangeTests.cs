using System.Diagnostics;
using AIKernel.Catalog;
using AIKernel.Catalog.Resources;
using AIKernel.TestKit.Catalog;
using Npgsql;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>The change of one resource under its reference, which is a transaction of one statement.</summary>
public sealed class PlainChangeTests(CatalogDatabase database) : IClassFixture<CatalogDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private IResourceRepository Resources => database.Bare.Resources;

    [Fact]
    public async Task It_takes_one_statement_to_look_and_one_to_change()
    {
        var content = Sample.Content(Sample.Namespace(), "plain");
        var id = (await Resources.CreateAsync(content, None)).Value!.Id;

        var plain = await StatementsOfAsync(() => Resources.UpdateAsync(id, content with { Title = "Another" }, WriteCondition.Any, None));
        var put = await StatementsOfAsync(() => Resources.UpsertAsync(content with { Title = "A third" }, WriteCondition.Any, None));
        var renamed = await StatementsOfAsync(() => Resources.UpdateAsync(id, content with { Name = "renamed" }, WriteCondition.Any, None));

        Assert.Equal((2, 2), (plain.Count, put.Count));
        Assert.True(renamed.Count > plain.Count, string.Join('\n', renamed));
    }

    /// <summary>The answer of the statement comes before its commit, and the commit may fail.</summary>
    [Fact]
    public async Task What_is_refused_at_its_commit_is_not_told_as_done()
    {
        await using (var trigger = database.Source.CreateCommand(
            """
            create function catalog.refuse_at_commit() returns trigger language plpgsql as $$ begin raise exception 'refused at commit'; end $$;
            create constraint trigger refused after update on catalog.resources deferrable initially deferred
                for each row when (new.name = 'refused') execute function catalog.refuse_at_commit()
            """))
            await trigger.ExecuteNonQueryAsync();
        var content = Sample.Content(Sample.Namespace(), "refused");
        var created = (await Resources.CreateAsync(content, None)).Value!;

        var fault = await Assert.ThrowsAsync<PostgresException>(async () => await Resources.UpdateAsync(created.Id, content with { Title = "Another" }, WriteCondition.Any, None));

        Assert.Equal("refused at commit", fault.MessageText);
        Assert.Equal(created, await Resources.GetAsync(created.Id, None));
    }

    /// <summary>What the client sent to the database meanwhile, each with its text.</summary>
    private static async Task<IReadOnlyList<string>> StatementsOfAsync(Func<ValueTask<WriteResult<Resource>>> write)
    {
        using var source = new ActivitySource($"test-{Guid.NewGuid():N}");
        var statements = new List<string>();
        ActivityTraceId trace = default;
        using var listener = new ActivityListener
        {
            ShouldListenTo = one => one.Name == "Npgsql" || one.Name == source.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = one =>
            {
                if (one.Source.Name == "Npgsql" && one.TraceId == trace && one.GetTagItem("db.query.text") is string text)
                    lock (statements) statements.Add(text);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using (var outer = source.StartActivity("write"))
        {
            trace = outer!.TraceId;
            Assert.Equal(WriteStatus.Updated, (await write()).Status);
        }
        return statements;
    }
}
