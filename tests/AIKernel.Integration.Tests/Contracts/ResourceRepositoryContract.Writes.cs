using AIKernel.Catalog;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Contracts;

/// <summary>Changes of single resources, with every outcome.</summary>
public abstract partial class ResourceRepositoryContract
{
    private static WriteCondition At(long revision) => WriteCondition.RevisionIn([revision]);

    [Fact]
    public async Task An_upsert_creates_then_leaves_alone_then_updates()
    {
        var content = Sample.Content(Sample.Namespace(), "thing");
        var created = await Resources.UpsertAsync(content, WriteCondition.Any, None);
        Assert.Equal(WriteStatus.Created, created.Status);
        var unchanged = await Resources.UpsertAsync(content, WriteCondition.Any, None);
        Assert.Equal((WriteStatus.Unchanged, created.Value), (unchanged.Status, unchanged.Value));
        var updated = await Resources.UpsertAsync(content with { Name = "THING" }, WriteCondition.Any, None);
        Assert.Equal(WriteStatus.Updated, updated.Status);
        Assert.Equal((created.Value!.Id, "THING", 2, 2L), (updated.Value!.Id, updated.Value.Name, updated.Value.Version, updated.Value.Revision));
        Assert.Equal(updated.Value, await Resources.GetByReferenceAsync(content.Reference, None));
        Assert.True(updated.Position.Sequence > unchanged.Position.Sequence && unchanged.Position.Sequence > created.Position.Sequence);
    }

    [Fact]
    public async Task An_upsert_keeps_its_condition()
    {
        var content = Sample.Content(Sample.Namespace(), "thing");
        Assert.Equal(WriteStatus.PreconditionFailed, (await Resources.UpsertAsync(content, At(1), None)).Status);
        Assert.Null(await Resources.GetByReferenceAsync(content.Reference, None));
        var created = (await Resources.UpsertAsync(content, WriteCondition.Absent, None)).Value!;
        var refused = await Resources.UpsertAsync(content with { Title = "x" }, WriteCondition.Absent, None);
        Assert.Equal((WriteStatus.PreconditionFailed, created), (refused.Status, refused.Value));
        Assert.Equal(WriteStatus.PreconditionFailed, (await Resources.UpsertAsync(content with { Title = "x" }, At(2), None)).Status);
        Assert.Equal(WriteStatus.Updated, (await Resources.UpsertAsync(content with { Title = "x" }, WriteCondition.RevisionIn([7, 1]), None)).Status);
    }

    [Fact]
    public async Task An_update_replaces_everything_and_the_next_read_shows_it()
    {
        var ns = Sample.Namespace();
        var created = (await Resources.CreateAsync(Sample.Full(ns, "thing"), None)).Value!;
        Assert.Equal(created, await Resources.GetAsync(created.Id, None));
        var plain = Sample.Content(ns, "thing");
        var updated = await Resources.UpdateAsync(created.Id, plain, At(1), None);
        Assert.Equal(WriteStatus.Updated, updated.Status);
        Assert.Equal((2, 2L, ContentHash.Of(plain)), (updated.Value!.Version, updated.Value.Revision, ContentHash.Of(updated.Value)));
        Assert.Equal(created.CreatedAt, updated.Value.CreatedAt);
        Assert.True(updated.Value.UpdatedAt >= created.UpdatedAt);
        Assert.Equal(updated.Value, await Resources.GetAsync(created.Id, None));
        Assert.Equal(updated.Value, await Resources.GetByReferenceAsync(plain.Reference, None));
    }

    [Fact]
    public async Task A_revision_is_made_of_the_present_state_and_of_many_each_has_its_turn()
    {
        var content = Sample.Content(Sample.Namespace(), "thing") with { Title = "" };
        var created = (await Resources.CreateAsync(content, None)).Value!;
        var revised = await Task.WhenAll(Enumerable.Range(0, 12).Select(number =>
            Resources.ReviseAsync(created.Id, now => content with { Title = $"{now.Title}{(char)('a' + number)}" }, None).AsTask()));
        Assert.All(revised, static result => Assert.Equal(WriteStatus.Updated, result.Status));
        var last = revised.MaxBy(static result => result.Value!.Revision)!.Value!;
        Assert.Equal((13L, "abcdefghijkl"), (last.Revision, string.Concat(last.Title.Order())));
        Assert.Equal(last, await Resources.GetAsync(created.Id, None));
    }

    [Fact]
    public async Task A_revision_has_the_outcomes_of_an_update()
    {
        var ns = Sample.Namespace();
        var content = Sample.Content(ns, "thing");
        var created = (await Resources.CreateAsync(content, None)).Value!;
        await Resources.CreateAsync(Sample.Content(ns, "other"), None);
        var unchanged = await Resources.ReviseAsync(created.Id, static _ => null, None);
        Assert.Equal((WriteStatus.Unchanged, created), (unchanged.Status, unchanged.Value));
        Assert.Equal(WriteStatus.Unchanged, (await Resources.ReviseAsync(created.Id, _ => content, None)).Status);
        Assert.Equal(WriteStatus.KindMismatch, (await Resources.ReviseAsync(created.Id, _ => content with { Kind = "dataset" }, None)).Status);
        Assert.Equal(WriteStatus.KeyExists, (await Resources.ReviseAsync(created.Id, _ => content with { Name = "other" }, None)).Status);
        Assert.Equal(WriteStatus.NotFound, (await Resources.ReviseAsync(Guid.NewGuid(), _ => content, None)).Status);
        await Resources.DeleteAsync(created.Id, WriteCondition.Any, None);
        Assert.Equal(WriteStatus.Gone, (await Resources.ReviseAsync(created.Id, _ => content, None)).Status);
    }

    [Fact]
    public async Task An_update_with_the_same_content_writes_nothing()
    {
        var created = (await Resources.CreateAsync(Sample.Full(Sample.Namespace(), "thing"), None)).Value!;
        var result = await Resources.UpdateAsync(created.Id, Sample.Full(created.Namespace, "thing"), At(1), None);
        Assert.Equal((WriteStatus.Unchanged, created), (result.Status, result.Value));
        Assert.NotEqual(default, result.Position);
        Assert.Equal(created, await Resources.GetAsync(created.Id, None));
        Assert.Single((await Resources.ListVersionsAsync(new(created.Id, null, 10), None))!.Items);
    }

    [Fact]
    public async Task An_update_is_refused_for_the_reason_that_applies()
    {
        var ns = Sample.Namespace();
        var resource = (await Resources.CreateAsync(Sample.Content(ns, "thing"), None)).Value!;
        var other = (await Resources.CreateAsync(Sample.Content(ns, "other"), None)).Value!;
        var content = Sample.Content(ns, "thing") with { Title = "x" };
        Assert.Equal(WriteStatus.NotFound, (await Resources.UpdateAsync(Guid.NewGuid(), content, WriteCondition.Any, None)).Status);
        var stale = await Resources.UpdateAsync(resource.Id, content, At(2), None);
        Assert.Equal((WriteStatus.PreconditionFailed, resource), (stale.Status, stale.Value));
        Assert.Equal(WriteStatus.PreconditionFailed, (await Resources.UpdateAsync(resource.Id, content, WriteCondition.Absent, None)).Status);
        Assert.Equal(WriteStatus.KindMismatch, (await Resources.UpdateAsync(resource.Id, content with { Kind = "dataset" }, At(1), None)).Status);
        var onto = await Resources.UpdateAsync(resource.Id, content with { Name = "OTHER" }, At(1), None);
        Assert.Equal((WriteStatus.KeyExists, other), (onto.Status, onto.Value));
        Assert.Equal(resource, await Resources.GetAsync(resource.Id, None));
        await Resources.DeleteAsync(resource.Id, At(1), None);
        Assert.Equal(WriteStatus.Gone, (await Resources.UpdateAsync(resource.Id, content, WriteCondition.Any, None)).Status);
    }

    [Fact]
    public async Task A_rename_moves_the_reference()
    {
        var ns = Sample.Namespace();
        var content = Sample.Content(ns, "before");
        var moved = content with { Name = "after", Namespace = Sample.Namespace() };
        var resource = (await Resources.CreateAsync(content, None)).Value!;
        Assert.NotNull(await Resources.GetByReferenceAsync(content.Reference, None));
        Assert.Null(await Resources.GetByReferenceAsync(moved.Reference, None));
        var renamed = (await Resources.UpdateAsync(resource.Id, moved, At(1), None)).Value!;
        Assert.Null(await Resources.GetByReferenceAsync(content.Reference, None));
        Assert.Equal(renamed, await Resources.GetByReferenceAsync(moved.Reference, None));
        Assert.Equal(WriteStatus.Created, (await Resources.CreateAsync(content, None)).Status);
        Assert.NotEqual(resource.Id, (await Resources.GetByReferenceAsync(content.Reference, None))!.Id);
    }

    [Fact]
    public async Task A_deleted_resource_is_told_by_id_and_reference_and_its_name_is_free()
    {
        var content = Sample.Content(Sample.Namespace(), "thing");
        var resource = (await Resources.CreateAsync(content, None)).Value!;
        Assert.NotNull(await Resources.GetByReferenceAsync(content.Reference, None));
        var deleted = await Resources.DeleteAsync(resource.Id, At(1), None);
        Assert.Equal((WriteStatus.Deleted, 2L, 1), (deleted.Status, deleted.Value!.Revision, deleted.Value.Version));
        Assert.NotNull(deleted.Value.DeletedAt);
        Assert.Equal(deleted.Value, await Resources.GetAsync(resource.Id, None));
        Assert.Equal(deleted.Value, await Resources.GetByReferenceAsync(content.Reference, None));
        Assert.Empty((await Resources.ListAsync(new() { Namespace = content.Namespace }, None)).Items);

        var second = (await Resources.UpsertAsync(content, WriteCondition.Absent, None)).Value!;
        Assert.NotEqual(resource.Id, second.Id);
        Assert.Equal(second, await Resources.GetByReferenceAsync(content.Reference, None));
        await Resources.DeleteAsync(second.Id, WriteCondition.Any, None);
        Assert.Equal(second.Id, (await Resources.GetByReferenceAsync(content.Reference, None))!.Id);
    }

    [Fact]
    public async Task A_delete_is_refused_for_the_reason_that_applies()
    {
        var resource = (await Resources.CreateAsync(Sample.Content(Sample.Namespace(), "thing"), None)).Value!;
        Assert.Equal(WriteStatus.NotFound, (await Resources.DeleteAsync(Guid.NewGuid(), WriteCondition.Any, None)).Status);
        Assert.Equal(WriteStatus.PreconditionFailed, (await Resources.DeleteAsync(resource.Id, At(2), None)).Status);
        Assert.Equal(resource, await Resources.GetAsync(resource.Id, None));
        await Resources.DeleteAsync(resource.Id, At(1), None);
        Assert.Equal(WriteStatus.Gone, (await Resources.DeleteAsync(resource.Id, WriteCondition.Any, None)).Status);
    }

    [Fact]
    public async Task A_restore_brings_it_back_unless_the_name_is_taken()
    {
        var content = Sample.Content(Sample.Namespace(), "thing");
        var resource = (await Resources.CreateAsync(content, None)).Value!;
        Assert.Equal((WriteStatus.Unchanged, resource), Both(await Resources.RestoreAsync(resource.Id, At(1), None)));
        Assert.Equal(WriteStatus.NotFound, (await Resources.RestoreAsync(Guid.NewGuid(), WriteCondition.Any, None)).Status);
        await Resources.DeleteAsync(resource.Id, At(1), None);
        Assert.NotNull((await Resources.GetAsync(resource.Id, None))!.DeletedAt);
        Assert.Equal(WriteStatus.PreconditionFailed, (await Resources.RestoreAsync(resource.Id, At(1), None)).Status);
        var usurper = (await Resources.CreateAsync(content with { Name = "Thing" }, None)).Value!;
        Assert.Equal((WriteStatus.KeyExists, usurper), Both(await Resources.RestoreAsync(resource.Id, At(2), None)));
        await Resources.PurgeAsync(usurper.Id, WriteCondition.Any, None);
        var restored = await Resources.RestoreAsync(resource.Id, At(2), None);
        Assert.Equal((WriteStatus.Restored, 3L, 1), (restored.Status, restored.Value!.Revision, restored.Value.Version));
        Assert.Null(restored.Value.DeletedAt);
        Assert.Equal(restored.Value, await Resources.GetAsync(resource.Id, None));
        Assert.Equal(restored.Value, await Resources.GetByReferenceAsync(content.Reference, None));
    }

    [Fact]
    public async Task A_purge_removes_for_good_whether_deleted_or_not()
    {
        var ns = Sample.Namespace();
        var live = (await Resources.CreateAsync(Sample.Content(ns, "live"), None)).Value!;
        var hidden = (await Resources.CreateAsync(Sample.Content(ns, "hidden"), None)).Value!;
        await Resources.DeleteAsync(hidden.Id, WriteCondition.Any, None);
        Assert.NotNull(await Resources.GetVersionAsync(live.Id, 1, None));
        Assert.NotNull(await Resources.GetAsync(hidden.Id, None));
        Assert.Equal(WriteStatus.PreconditionFailed, (await Resources.PurgeAsync(live.Id, At(9), None)).Status);
        foreach (var id in new[] { live.Id, hidden.Id })
        {
            Assert.Equal(WriteStatus.Deleted, (await Resources.PurgeAsync(id, WriteCondition.Any, None)).Status);
            Assert.Null(await Resources.GetAsync(id, None));
            Assert.Null(await Resources.ListVersionsAsync(new(id, null, 10), None));
            Assert.Null(await Resources.GetVersionAsync(id, 1, None));
            Assert.Equal(WriteStatus.NotFound, (await Resources.PurgeAsync(id, WriteCondition.Any, None)).Status);
        }
        Assert.Null(await Resources.GetByReferenceAsync(live.Reference, None));
        Assert.Null(await Resources.GetByReferenceAsync(hidden.Reference, None));
    }

    private static (WriteStatus Status, Resource? Value) Both(WriteResult<Resource> result) => (result.Status, result.Value);
}
