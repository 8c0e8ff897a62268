using AIKernel.Caching.Redis;

namespace AIKernel.Integration.Tests.Redis;

public sealed class SlotGroupTests
{
    private static readonly string[] Keys = ["c1", "a1", "b1", "a2", "a1", "c2"];

    [Fact]
    public void Outside_a_cluster_all_keys_go_into_one_group_in_order()
    {
        var group = Assert.Single(SlotGroups.Of(Keys, static _ => -1));
        Assert.Equal(Keys, group.Keys.Select(static key => (string)key!));
        Assert.Equal([0, 1, 2, 3, 4, 5], group.Places);
    }

    [Fact]
    public void In_a_cluster_there_is_a_group_for_each_slot_and_every_key_knows_its_place()
    {
        var groups = SlotGroups.Of(Keys, static key => ((string)key!)[0]);

        Assert.Equal(["c1 c2", "a1 a2 a1", "b1"], groups.Select(static group => string.Join(' ', group.Keys.Select(static key => (string)key!))));
        foreach (var group in groups) Assert.Equal(group.Places.Select(static place => Keys[place]), group.Keys.Select(static key => (string)key!));
        Assert.Equal([0, 1, 2, 3, 4, 5], groups.SelectMany(static group => group.Places).Order());
    }

    [Fact]
    public void No_keys_are_no_groups() => Assert.Empty(SlotGroups.Of([], static _ => 0));
}
