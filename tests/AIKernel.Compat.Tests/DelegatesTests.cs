using Pipelines.Sockets.Unofficial;

namespace AIKernel.Compat.Tests;

public sealed class DelegatesTests
{
    [Fact]
    public void One_handler_is_single_and_two_are_not()
    {
        Action one = static () => { };
        Assert.True(Delegates.IsSingle(one));
        Assert.False(Delegates.IsSingle(one + one));
    }

    [Fact]
    public void Handlers_come_in_the_order_of_their_calls()
    {
        var called = new List<int>();
        EventHandler<int>? all = null;
        for (var number = 0; number < 5; number++)
        {
            var mine = number;
            all += (_, factor) => called.Add(mine * factor);
        }

        foreach (var handler in Delegates.AsEnumerable(all!)) handler(this, 2);
        foreach (var handler in Delegates.AsEnumerable(all!)) handler(this, 3);
        Assert.Equal([0, 2, 4, 6, 8, 0, 3, 6, 9, 12], called);
    }

    [Fact]
    public void The_enumerator_can_be_disposed_as_compiled_consumers_do()
    {
        Action one = static () => { };
        Assert.IsAssignableFrom<IDisposable>(Delegates.AsEnumerable(one).GetEnumerator()).Dispose();
    }

    [Fact]
    public void Walking_allocates_nothing()
    {
        Action all = static () => { };
        all += static () => { };
        Assert.True(Allocations.None(() =>
        {
            foreach (var handler in Delegates.AsEnumerable(all)) handler();
        }));
    }
}
