using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

public sealed class EntryTableTests
{
    /// <summary>Keys of the test's own choice of hash; a reader that compares one with a gate stops there until it opens.</summary>
    private readonly struct Key(int id, int hash, Gate? gate = null) : IEquatable<Key>
    {
        private readonly int _id = id, _hash = hash;
        private readonly Gate? _gate = gate;

        public bool Equals(Key other)
        {
            (_gate ?? other._gate)?.Pass();
            return _id == other._id && _hash == other._hash;
        }

        public override bool Equals(object? obj) => obj is Key other && Equals(other);
        public override int GetHashCode() => _hash;
    }

    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _arrived = new(), _open = new();

        public void Pass()
        {
            _arrived.Set();
            _open.Wait();
        }

        public void AwaitArrival() => _arrived.Wait();
        public void Open() => _open.Set();

        public void Dispose()
        {
            _arrived.Dispose();
            _open.Dispose();
        }
    }

    /// <summary>A table that grows when it holds this many takes several steps to do so.</summary>
    private const int Large = 1_024;

    private static MemoryTier<Key, string> NewTable() => new(Entries.Budget(long.MaxValue));

    [Fact]
    public void A_reader_in_the_midst_of_a_chain_finds_its_entry_although_the_table_grows_meanwhile()
    {
        using var gate = new Gate();
        var budget = Entries.Budget(long.MaxValue);
        var tier = new MemoryTier<Key, string>(budget);
        tier.Put(new Key(1, hash: 7)); // the chain's end …
        tier.Put(new Key(2, hash: 7)); // … and its beginning, where the reader stops
        var before = tier.Size;

        var (wanted, found) = (tier.Peek(new Key(1, 7)), (object?)null);
        var reader = new Thread(() => found = tier.Peek(new Key(1, 7, gate)));
        reader.Start();
        gate.AwaitArrival();
        for (var id = 3; tier.Size == before; id++) tier.Put(new Key(id, hash: id));
        gate.Open();
        reader.Join();

        Assert.NotNull(wanted);
        Assert.Same(wanted, found);
    }

    [Fact]
    public void A_reader_in_the_midst_of_a_chain_finds_its_entry_although_it_is_moved_while_the_table_still_grows()
    {
        using var gate = new Gate();
        var (tier, next) = (NewTable(), 0);
        while (tier.Count < Large - 2) tier.Put(new Key(next, hash: next++));
        tier.Put(new Key(-1, hash: 0)); // in the first bucket, which is moved first …
        tier.Put(new Key(-2, hash: 0)); // … at the beginning of its chain, where the reader stops
        var (wanted, found) = (tier.Peek(new Key(-1, 0)), (object?)null);

        var reader = new Thread(() => found = tier.Peek(new Key(-1, 0, gate)));
        reader.Start();
        gate.AwaitArrival();
        tier.Put(new Key(next, hash: next));
        Assert.True(tier.IsGrowing);
        gate.Open();
        reader.Join();

        Assert.NotNull(wanted);
        Assert.Same(wanted, found);
    }

    [Fact]
    public void While_a_table_grows_all_that_is_in_is_found_and_nothing_that_was_taken_out_or_replaced()
    {
        var (tier, expected, steps) = (NewTable(), new Dictionary<int, object>(), 0);
        for (var id = 0; id < Large; id++) Put(id);
        for (var id = Large; id == Large || tier.IsGrowing; id++, steps++)
        {
            Put(id);
            Put(id - Large / 2); // a successor
            Remove(id - Large / 3);
            Assert.All(Enumerable.Range(0, id + 1), one => Assert.Same(expected.GetValueOrDefault(one), tier.Peek(new Key(one, one))));
        }
        Assert.InRange(steps, 3, 2 * Large / EntryTable.Step);

        void Put(int id)
        {
            var entry = Entries.Of(tier, new Key(id, id));
            tier.Put(entry, 0);
            expected[id] = entry;
        }

        void Remove(int id)
        {
            tier.Remove(tier.Peek(new Key(id, id))!);
            expected.Remove(id);
        }
    }

    [Fact]
    public void A_table_grows_in_small_steps()
    {
        var tier = NewTable();
        var (growing, longest) = (0, 0);
        for (var id = 0; id < 100_000; id++)
        {
            tier.Put(new Key(id, id));
            growing = tier.IsGrowing ? growing + 1 : 0;
            longest = Math.Max(longest, growing);
        }
        Assert.Equal(65_536 / EntryTable.Step - 1, longest);
        Assert.Equal(131_072, tier.Size);
    }

    [Fact]
    public void A_reader_that_stands_on_an_entry_while_it_is_taken_out_finds_what_is_behind_it()
    {
        using var gate = new Gate();
        var tier = new MemoryTier<Key, string>(Entries.Budget(long.MaxValue));
        tier.Put(new Key(1, hash: 7));
        tier.Put(new Key(2, hash: 7));
        var (wanted, found) = (tier.Peek(new Key(1, 7)), (object?)null);

        var reader = new Thread(() => found = tier.Peek(new Key(1, 7, gate)));
        reader.Start();
        gate.AwaitArrival();
        tier.Remove(tier.Peek(new Key(2, 7))!);
        gate.Open();
        reader.Join();

        Assert.NotNull(wanted);
        Assert.Same(wanted, found);
    }

    [Fact]
    public void A_reader_that_stands_on_an_entry_while_it_is_replaced_finds_what_is_behind_it()
    {
        using var gate = new Gate();
        var tier = new MemoryTier<Key, string>(Entries.Budget(long.MaxValue));
        tier.Put(new Key(1, hash: 7));
        tier.Put(new Key(2, hash: 7));
        var (wanted, found) = (tier.Peek(new Key(1, 7)), (object?)null);

        var reader = new Thread(() => found = tier.Peek(new Key(1, 7, gate)));
        reader.Start();
        gate.AwaitArrival();
        tier.Put(new Key(2, hash: 7));
        gate.Open();
        reader.Join();

        Assert.Same(wanted, found);
    }

    [Fact]
    public void A_growing_table_never_hides_what_is_in_it_from_its_readers()
    {
        // Chains of eight, so that readers are in the midst of one when it is moved; many young tables, so that they grow often.
        const int Tables = 40, Keys = 20_000;
        static Key Crowded(int id) => new(id, id / 8);
        for (var round = 0; round < Tables; round++)
        {
            var tier = new MemoryTier<Key, string>(Entries.Budget(long.MaxValue));
            var (written, lost) = (0, 0);
            var readers = Enumerable.Range(round * 10, 3).Select(seed => new Thread(() =>
            {
                for (var random = new Random(seed); Volatile.Read(ref written) is var count && count < Keys;)
                    if (count > 0 && tier.Peek(Crowded(random.Next(count))) is null) Interlocked.Increment(ref lost);
            })).ToList();
            readers.ForEach(static reader => reader.Start());
            for (var id = 0; id < Keys; id++)
            {
                tier.Put(Crowded(id));
                Volatile.Write(ref written, id + 1);
            }
            readers.ForEach(static reader => reader.Join());
            Assert.Equal(0, lost);
        }
    }

    [Fact]
    public void A_reader_of_a_key_that_is_replaced_all_the_time_always_finds_it()
    {
        var budget = Entries.Budget(10_000);
        var tier = new MemoryTier<Key, string>(budget);
        tier.Put(new Key(1, 7));
        tier.Put(new Key(2, 7));
        var (done, lost) = (false, 0);
        var reader = new Thread(() => { while (!Volatile.Read(ref done)) if (tier.Peek(new Key(1, 7)) is null) lost++; });
        reader.Start();

        for (var i = 0; i < 200_000; i++) tier.Put(new Key(1 + i % 2, 7));
        Volatile.Write(ref done, true);
        reader.Join();

        Assert.Equal(0, lost);
        Assert.Equal((2, 0), (budget.Entries, budget.Evictions));
    }

    [Fact]
    public void Whoever_picks_keys_that_collide_evicts_his_own_entries_and_makes_no_read_slow()
    {
        var budget = Entries.Budget(long.MaxValue);
        var tier = new MemoryTier<Key, string>(budget);
        for (var id = 0; id < 1_000; id++) tier.Put(new Key(id, hash: id));
        for (var id = 1_000; id < 3_000; id++) tier.Put(new Key(id, hash: -1));

        var longest = tier.Walk().CountBy(static entry => entry.Hash).Max(static chain => chain.Value);
        Assert.InRange(longest, 2, EntryTable.LongestChain);
        Assert.All(Enumerable.Range(0, 1_000), id => Assert.NotNull(tier.Peek(new Key(id, id))));
        Assert.NotNull(tier.Peek(new Key(2_999, -1)));
        Assert.InRange(budget.Evictions, 2_000 - EntryTable.LongestChain, 2_000);
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void Over_a_random_life_without_a_bound_the_table_holds_what_a_dictionary_would()
    {
        var random = new Random(4711);
        var tier = new MemoryTier<string, string>(Entries.Budget(long.MaxValue));
        var model = new Dictionary<string, object>();
        for (var step = 0; step < 50_000; step++)
        {
            var key = random.Next(4_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (random.Next(3) == 0 && tier.Peek(key) is { } gone)
            {
                tier.Remove(gone);
                model.Remove(key);
            }
            else
            {
                var entry = Entries.Of(tier, key);
                Assert.True(tier.Put(entry, 0));
                model[key] = entry;
            }
        }
        Assert.Equal(model.Count, tier.Count);
        Assert.All(Enumerable.Range(0, 4_000), number =>
        {
            var key = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.Same(model.GetValueOrDefault(key), tier.Peek(key));
        });
    }

    [Fact]
    public void A_read_allocates_nothing()
    {
        var tier = new MemoryTier<Guid, string>(Entries.Budget(long.MaxValue));
        var texts = new MemoryTier<string, string>(Entries.Budget(long.MaxValue));
        tier.Put(Guid.Empty);
        texts.Put("key");
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Read()
        {
            for (var i = 0; i < 10_000; i++)
                if (!tier.Hit(Guid.Empty) || !texts.Hit("key") || tier.Peek(Guid.AllBitsSet) is not null) throw new InvalidOperationException("A read lost its way.");
        }
    }
}
