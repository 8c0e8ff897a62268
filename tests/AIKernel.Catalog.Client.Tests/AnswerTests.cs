using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using AIKernel.Catalog.Client.Tests.Harness;

namespace AIKernel.Catalog.Client.Tests;

/// <summary>What callers are told: values, null, outcomes, and exceptions that say everything.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task Writes_tell_their_outcome_and_the_entity_tag_of_the_state_that_there_is()
    {
        using var world = new World();
        var created = await world.Client.CreateAsync(World.Model() with { Title = "First" });
        Assert.Equal(("First", $"\"{created.Id:N}-1\""), (created.Title, created.ETag));
        Assert.Equal("""{"kind":"model","namespace":"tests","name":"one","title":"First"}""", world.Catalog.Requests.Last().Body);

        var updated = await world.Client.UpdateAsync(created.Id, created.ToContent() with { Title = "Second" }, created.ETag);
        Assert.Equal((WriteStatus.Updated, "Second", $"\"{created.Id:N}-2\""), (updated.Status, updated.Value!.Title, updated.Value.ETag));
        var late = await world.Client.PatchAsync(created.Id, new JsonObject { ["title"] = "Late" }, created.ETag);
        Assert.Equal((WriteStatus.PreconditionFailed, null, updated.ETag), (late.Status, late.Value, late.ETag));
        Assert.Equal("application/merge-patch+json", world.Catalog.Requests.Last().Header("Content-Type"));

        var deleted = await world.Client.DeleteAsync(created.Id, CatalogClient.AnyState);
        Assert.Equal((WriteStatus.Deleted, null, $"\"{created.Id:N}-3\""), (deleted.Status, deleted.Value, deleted.ETag));
        Assert.Null(await world.Client.GetAsync(created.Id));
        Assert.Equal(WriteStatus.Absent, (await world.Client.DeleteAsync(Guid.NewGuid(), "*")).Status);
    }

    [Fact]
    public async Task A_problem_document_becomes_an_exception_with_all_that_it_says()
    {
        using var world = new World();
        var id = Guid.NewGuid();
        world.Catalog.Instead = _ => FakeCatalog.Problem(409, "key-exists", new()
        {
            ["detail"] = "It is taken.", ["id"] = id, ["ref"] = "model:tests/one", ["etag"] = "\"e\"", ["path"] = new JsonArray("a", "b"),
            ["errors"] = new JsonArray(
                new JsonObject { ["pointer"] = "/name", ["code"] = "taken", ["detail"] = "Another one." },
                new JsonObject { ["parameter"] = "limit", ["code"] = "out-of-range", ["detail"] = "Too much." }),
        });
        var refused = await Assert.ThrowsAsync<CatalogException>(() => world.Client.CreateAsync(World.Model()));
        Assert.Equal((HttpStatusCode.Conflict, "urn:aikernel:problem:key-exists", "key-exists", "It is taken.", null), (refused.Status, refused.Type, refused.Code, refused.Detail, refused.RetryAfter));
        Assert.Equal((id, "model:tests/one", "\"e\""), (refused.Id, refused.Ref, refused.ETag));
        Assert.Equal(["a", "b"], refused.Path);
        Assert.Equal([new("taken", "Another one.", Pointer: "/name"), new("out-of-range", "Too much.", Parameter: "limit")], refused.Faults);
        Assert.Equal("The catalog answered 409 key-exists: A title. It is taken. /name: Another one. limit: Too much.", refused.Message);
    }

    [Fact]
    public async Task Retry_After_is_told_as_a_time_from_now_whether_it_came_as_seconds_or_as_a_date()
    {
        using var world = new World();
        foreach (var (header, expected) in new[]
        {
            (new RetryConditionHeaderValue(TimeSpan.FromSeconds(7)), 7), (new RetryConditionHeaderValue(world.Time.GetUtcNow().AddSeconds(9)), 9), (new RetryConditionHeaderValue(world.Time.GetUtcNow().AddSeconds(-9)), 0),
        })
        {
            world.Catalog.Instead = _ =>
            {
                var answer = FakeCatalog.Problem(429, "rate-limited");
                answer.Headers.RetryAfter = header;
                return answer;
            };
            var refused = await Assert.ThrowsAsync<CatalogException>(() => world.Client.ListAsync(new()).AsTask());
            Assert.Equal(TimeSpan.FromSeconds(expected), refused.RetryAfter);
        }
        Assert.Equal(3, world.Catalog.Reads); // nothing is retried
    }

    [Theory]
    [InlineData(404, "text/html", "<html>", "The catalog answered 404 with no problem document.")]
    [InlineData(404, "application/problem+json", """{"code":"unknown-route","title":"There is nothing at this address"}""", "The catalog answered 404 unknown-route: There is nothing at this address.")]
    [InlineData(502, "application/json", "{", "The catalog answered 502 with no problem document.")]
    [InlineData(200, "text/html", "<html>", "The catalog answered 200 with what is not of its contract.")]
    [InlineData(200, "application/json", "null", "The catalog answered 200 with what is not of its contract.")]
    [InlineData(200, "application/json", """{"id":"not one"}""", "The catalog answered 200 with what is not of its contract.")]
    [InlineData(304, "application/json", "", "The catalog answered 304 with no problem document.")]
    public async Task What_is_no_answer_of_a_catalog_is_no_absence(int status, string type, string body, string message)
    {
        using var world = new World();
        world.Catalog.Instead = _ => new((HttpStatusCode)status) { Content = new StringContent(body, new MediaTypeHeaderValue(type)) };
        var odd = await Assert.ThrowsAsync<CatalogException>(() => world.TitleAsync(Guid.NewGuid()));
        Assert.Equal(message, odd.Message);
        Assert.Equal(0, world.Client.CachedAnswers);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_before_it_is_sent()
    {
        using var world = new World();
        await Assert.ThrowsAsync<ArgumentException>(async () => await world.Client.GetAsync("model:tests/one;v=2"));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.DeleteAsync(Guid.NewGuid(), ""));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.DeleteAsync(Guid.NewGuid(), "\"a\"\r\nX-Other: 1"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await world.Client.ListAsync(new(), new(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Client.DeleteAsync(Guid.NewGuid(), "*", cancellationToken: new(canceled: true)));
        Assert.Empty(world.Catalog.Requests);
    }

    [Fact]
    public async Task The_same_question_has_the_same_address_however_it_is_put()
    {
        using var world = new World();
        await world.Client.ListAsync(new() { Tags = ["b", "a", "b"], Labels = new Dictionary<string, string> { ["y"] = "ü&=", ["x/k"] = "1" }, Sort = ResourceSort.Updated, Limit = 5 });
        await world.Client.ListAsync(new() { Tags = ["a", "b"], Labels = new Dictionary<string, string> { ["x/k"] = "1", ["y"] = "ü&=" }, Sort = ResourceSort.Updated, Limit = 5 });
        Assert.Equal("/api/v1/resources?tag=a&tag=b&label.x%2Fk=1&label.y=%C3%BC%26%3D&sort=updated&limit=5", Assert.Single(world.Catalog.Requests).Path);
    }
}
