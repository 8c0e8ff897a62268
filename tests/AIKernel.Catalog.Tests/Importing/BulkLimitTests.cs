using AIKernel.Catalog.Importing;

namespace AIKernel.Catalog.Tests.Importing;

public class BulkLimitTests
{
    private readonly InMemoryBulkStore _store = new();

    private static MemoryStream Lines(int count, params string[] last) => new(Json.Bytes(new string('\n', count) + string.Join('\n', last)));

    private async Task<BulkLimitException> RefusedAsync(Stream input, BulkOptions options) =>
        await Assert.ThrowsAsync<BulkLimitException>(() => _store.RunAsync(input, options));

    [Fact]
    public async Task There_may_be_400000_lines()
    {
        var answer = await _store.RunAsync(Lines(BulkLimits.MaxLines - 1, Import.Model("a"), ""), new(false, false));
        Assert.Equal(["400000 created"], answer.Told);
    }

    [Fact]
    public async Task One_line_more_is_refused_and_best_effort_tells_what_it_has_written()
    {
        var models = Enumerable.Range(0, 1500).Select(index => Import.Model($"m{index}")).ToArray();
        var input = new MemoryStream([.. Json.Bytes(string.Join('\n', models)), .. Lines(BulkLimits.MaxLines - 1499, Import.Model("a")).ToArray()]);
        var exception = await RefusedAsync(input, new(false, false));
        Assert.Equal("too-many-lines", exception.Code);
        Assert.Equal((1000, 1000, false), (_store.Resources.Count, exception.Summary.Resources.Created, exception.Summary.RolledBack));
        Assert.Equal(new CatalogPosition(1, 1), exception.Position);
        Assert.True(Assert.Single(_store.Sessions).IsDisposed);
    }

    [Fact]
    public async Task One_line_more_is_refused_and_atomic_has_written_nothing()
    {
        var models = Enumerable.Range(0, 1500).Select(index => Import.Model($"m{index}")).ToArray();
        var input = new MemoryStream([.. Json.Bytes(string.Join('\n', models)), .. Lines(BulkLimits.MaxLines - 1499, Import.Model("a")).ToArray()]);
        var exception = await RefusedAsync(input, new(true, false));
        Assert.Empty(_store.Resources);
        Assert.True(exception.Summary.RolledBack);
        Assert.Null(exception.Position);
        Assert.False(Assert.Single(_store.Sessions).IsCompleted);
    }

    [Fact]
    public async Task More_than_256_MiB_are_refused_soon_after_them()
    {
        var input = new EndlessStream(Json.Bytes(new string(' ', 60_000) + "\n" + new string('x', 600_000) + "\n"));
        var exception = await RefusedAsync(input, new(false, false));
        Assert.Equal("too-large", exception.Code);
        Assert.Null(exception.Position);
        Assert.InRange(input.BytesRead, BulkLimits.MaxBytes, BulkLimits.MaxBytes + (2 << 20));
    }

    [Fact]
    public async Task A_single_line_without_end_is_refused_too()
    {
        var exception = await RefusedAsync(new EndlessStream(Json.Bytes(new string('x', 65_536))), new(false, false));
        Assert.Equal("too-large", exception.Code);
        Assert.Equal(0, exception.Summary.Lines);
    }
}
