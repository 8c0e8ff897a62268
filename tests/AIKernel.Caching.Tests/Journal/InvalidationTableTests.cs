using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Tests.Journal;

public sealed class InvalidationTableTests
{
    private const ulong Epoch = 7;

    [Theory]
    [InlineData(9UL, true)]
    [InlineData(10UL, false)] // the transaction at the horizon had not ended when the load began
    [InlineData(11UL, false)]
    public void A_change_invalidates_exactly_the_entries_whose_horizon_is_not_above_it(ulong touched, bool admitted)
    {
        var table = Table();
        Apply(table, 20, new JournalRow(touched, [1]));

        Assert.Equal(admitted, table.Admits(new(Epoch, 10), [1]));
        Assert.True(table.Admits(new(Epoch, 10), [2]));
    }

    [Fact]
    public void Rows_may_repeat_and_come_in_any_order()
    {
        var table = Table();
        Apply(table, 20, new JournalRow(12, [1]), new JournalRow(5, [1]), new JournalRow(12, [1]));
        Apply(table, 20, new JournalRow(5, [1]));

        Assert.False(table.Admits(new(Epoch, 12), [1]));
        Assert.True(table.Admits(new(Epoch, 13), [1]));
    }

    [Fact]
    public void The_low_water_mark_refuses_what_may_have_been_pruned_away_and_never_falls()
    {
        var table = Table();
        table.Apply(new(Epoch, Snapshot(20), 10, []), whole: false);
        table.Apply(new(Epoch, Snapshot(20), 8, []), whole: false);

        Assert.False(table.Admits(new(Epoch, 9), []));
        Assert.True(table.Admits(new(Epoch, 10), []));
    }

    [Fact]
    public void A_full_table_forgets_the_older_half_and_refuses_whatever_could_have_needed_it()
    {
        var table = new InvalidationTable(10);
        table.Apply(new(Epoch, Snapshot(1), 0, []), whole: true);
        for (ulong sequence = 1; sequence <= 1000; sequence++)
        {
            Apply(table, sequence + 1, new JournalRow(sequence, [sequence]));
            Assert.InRange(table.Count, 1, 10);
            for (ulong horizon = sequence > 30 ? sequence - 30 : 0; horizon <= sequence; horizon++)
                for (var tag = horizon; tag <= sequence; tag++)
                    if (tag > 0) Assert.False(table.Admits(new(Epoch, horizon), [tag]));
        }
        Assert.True(table.Admits(new(Epoch, 1001), [1000]));
    }

    [Fact]
    public void One_row_with_more_tags_than_the_table_holds_is_not_lost()
    {
        var table = new InvalidationTable(4);
        table.Apply(new(Epoch, Snapshot(1), 0, []), whole: true);
        Apply(table, 6, new JournalRow(5, [1, 2, 3, 4, 5, 6]));

        Assert.False(table.Admits(new(Epoch, 5), [6]));
        Assert.False(table.Admits(new(Epoch, 5), [1]));
        Assert.True(table.Admits(new(Epoch, 6), [1]));
    }

    [Fact]
    public void Another_epoch_is_taken_only_whole_and_refuses_everything_before_it()
    {
        var table = Table();
        Apply(table, 20, new JournalRow(12, [1]));
        var version = table.Version;

        Assert.False(table.Apply(new(Epoch + 1, Snapshot(5), 0, []), whole: false));
        Assert.True(table.Admits(new(Epoch, 15), [1]));
        Assert.Equal(version, table.Version);

        Assert.True(table.Apply(new(Epoch + 1, Snapshot(5), 0, []), whole: true));
        Assert.False(table.Admits(new(Epoch, 15), [1]));
        Assert.True(table.Admits(new(Epoch + 1, 5), [1]));
        Assert.True(table.Version > version);
        Assert.Equal(new JournalStamp(Epoch + 1, 5), table.Stamp);
    }

    [Fact]
    public void Before_the_first_read_nothing_is_admitted_and_loads_have_no_stamp()
    {
        var table = new InvalidationTable(10);

        Assert.Null(table.Stamp);
        Assert.Null(table.Snapshot);
        Assert.False(table.Admits(JournalStamp.None, []));
        Assert.False(table.Admits(new(0, ulong.MaxValue - 1), []));
        Assert.False(table.Covers(new(0, 0)));
    }

    [Fact]
    public void The_version_rises_when_something_may_have_become_invalid_and_only_then()
    {
        var table = Table();
        var version = table.Version;
        Apply(table, 30);
        Assert.Equal(version, table.Version);

        Apply(table, 30, new JournalRow(25, [1]));
        Assert.Equal(version + 1, table.Version);

        table.Apply(new(Epoch, Snapshot(30), 3, []), whole: false);
        Assert.Equal(version + 2, table.Version);
    }

    [Fact]
    public void Trust_withdrawn_is_not_restored_by_a_read_that_began_before()
    {
        var table = Table();
        var before = table.Decertifications;
        table.Certify(100, before);
        Assert.Equal(100, table.CertifiedUntil);

        table.Decertify();
        Assert.Equal(long.MinValue, table.CertifiedUntil);
        table.Certify(200, before);
        Assert.Equal(long.MinValue, table.CertifiedUntil);

        table.Certify(300, table.Decertifications);
        Assert.Equal(300, table.CertifiedUntil);
    }

    [Theory]
    [InlineData(9UL, true)]
    [InlineData(10UL, true)]
    [InlineData(11UL, false)] // in progress
    [InlineData(12UL, true)]
    [InlineData(15UL, false)] // in progress
    [InlineData(20UL, false)]
    [InlineData(21UL, false)]
    public void A_snapshot_covers_what_had_ended(ulong sequence, bool covered) =>
        Assert.Equal(covered, new JournalSnapshot(10, 20, [11, 15]).Covers(sequence));

    [Fact]
    public void Nothing_is_admitted_that_a_load_has_not_seen_and_a_single_change_that_it_has_seen_is()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 20_000; round++)
        {
            // Transactions 1 to 12 in any order of their ends; some of them touched the tag.
            ulong[] ends = [.. Enumerable.Range(1, 12).Select(static one => (ulong)one).OrderBy(_ => random.Next())];
            ulong[] ended = [.. ends.Take(random.Next(13))];
            var stamp = StampAfter(ended);
            ulong[] touching = [.. ends.Where(_ => random.Next(4) == 0)];
            var table = Table();
            Apply(table, 20, [.. touching.Select(static one => new JournalRow(one, [1]))]);

            var seen = Array.TrueForAll(touching, ended.Contains);
            if (!seen) Assert.False(table.Admits(stamp, [1]), $"{stamp} has not seen all of {string.Join(' ', touching)}");
            if (seen && touching.Count(one => one >= stamp.Horizon) < 2) Assert.True(table.Admits(stamp, [1]), $"{stamp} has seen all of {string.Join(' ', touching)}");
            foreach (var own in touching)
                if (!Array.TrueForAll(touching, one => one == own || ended.Contains(one)))
                    Assert.False(table.Admits(stamp, [1], own), $"{stamp} has not seen all of {string.Join(' ', touching)} but {own}");
        }
    }

    [Fact]
    public void The_write_that_a_value_is_the_outcome_of_does_not_count_against_it()
    {
        var table = Table();
        Apply(table, 20, new JournalRow(8, [1]), new JournalRow(15, [1]));

        Assert.False(table.Admits(new(Epoch, 10), [1]));
        Assert.True(table.Admits(new(Epoch, 10), [1], own: 15));
        Assert.False(table.Admits(new(Epoch, 8), [1], own: 15)); // another one besides
        Assert.False(table.Admits(new(Epoch, 10), [1], own: 14));
    }

    [Fact]
    public void A_stamp_that_would_name_too_many_transactions_names_none()
    {
        ulong[] open = [.. Enumerable.Range(10, JournalStamp.MaxInProgress).Select(static one => (ulong)one)];
        Assert.True(JournalStamp.Of(Epoch, new(10, 100, open)).Saw(99));
        var stamp = JournalStamp.Of(Epoch, new(10, 100, [.. open, 98]));
        Assert.Equal(new(Epoch, 10), stamp);
        Assert.False(stamp.Saw(99));
    }

    private static JournalStamp StampAfter(ulong[] ended)
    {
        var end = ended.DefaultIfEmpty(0UL).Max() + 1;
        ulong[] open = [.. Enumerable.Range(1, (int)end - 1).Select(static one => (ulong)one).Except(ended)];
        return new(Epoch, open.Length > 0 ? open[0] : end, end, open);
    }

    private static InvalidationTable Table()
    {
        var table = new InvalidationTable(100);
        table.Apply(new(Epoch, Snapshot(1), 0, []), whole: true);
        return table;
    }

    private static void Apply(InvalidationTable table, ulong horizon, params JournalRow[] rows) =>
        Assert.True(table.Apply(new(Epoch, Snapshot(horizon), 0, rows), whole: false));

    private static JournalSnapshot Snapshot(ulong horizon) => new(horizon, horizon, []);
}
