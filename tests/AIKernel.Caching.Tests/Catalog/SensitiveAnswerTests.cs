using AIKernel.Catalog.Caching;
using AIKernel.Catalog.Caching.Resources;
using AIKernel.Catalog.Caching.Search;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;

namespace AIKernel.Caching.Tests.Catalog;

/// <summary>Whatever shows the content of a resource tagged sensitive is marked so, and nothing else is.</summary>
public sealed class SensitiveAnswerTests
{
    private static readonly ResourceOperations Resources = new(new());
    private static readonly SearchOperations Searches = new(new());
    private static readonly Samples Sample = new(full: true);

    public static TheoryData<string[], bool> Tags => new()
    {
        { ["open"], false },
        { ["sensitive-data", "insensitive"], false },
        { ["open", "sensitive"], true },
    };

    [Theory]
    [MemberData(nameof(Tags))]
    public void An_answer_with_such_a_resource_in_it_is_marked(string[] tags, bool sensitive)
    {
        var resource = Make<Resource>() with { Tags = tags.ToValueList() };
        var summary = Make<ResourceSummary>() with { Tags = tags.ToValueList() };
        var version = Make<ResourceVersion>() with { Tags = tags.ToValueList() };
        var others = Make<ResourceSummary>();

        Assert.Equal(sensitive, IsMarked(Resources.Get, resource.Id, resource));
        Assert.Equal(sensitive, IsMarked(Resources.GetByReference, resource.Reference, resource));
        Assert.Equal(sensitive, IsMarked(Resources.List, new(), new([others, summary], null)));
        Assert.Equal(sensitive, IsMarked(Resources.ListVersions, Make<VersionQuery>(), new([version], null)));
        Assert.Equal(sensitive, IsMarked(Resources.GetVersion, new(resource.Id, 1), version));
        Assert.Equal(sensitive, IsMarked(Searches.Search, new(), Make<SearchPage>() with { Items = [others, summary] }));
    }

    [Fact]
    public void An_absence_is_not_marked()
    {
        Assert.False(IsMarked(Resources.Get, Guid.NewGuid(), null));
        Assert.False(IsMarked(Resources.ListVersions, Make<VersionQuery>(), null));
        Assert.False(IsMarked(Resources.GetVersion, new(Guid.NewGuid(), 1), null));
    }

    [Fact]
    public void The_mark_is_what_the_engine_takes_for_sensitive() =>
        Assert.Contains(new CacheOptions().SensitiveTags, static tag => tag == "sensitive");

    private static T Make<T>() => (T)Sample.Make(typeof(T));

    private static bool IsMarked<TSource, TArgs, TValue>(OperationDefinition<TSource, TArgs, TValue> operation, TArgs args, TValue value)
        where TArgs : notnull
    {
        var tags = new TagSet();
        operation.Tags(tags, args, value);
        return tags.ToArray().Contains(Tag.Of("sensitive"));
    }
}
