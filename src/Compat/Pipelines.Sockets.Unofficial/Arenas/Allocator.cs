namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Where an arena's blocks would come from. Only null is ever passed: blocks are plain arrays, owned by one arena.</summary>
/// <typeparam name="T">The element.</typeparam>
public abstract class Allocator<T>
{
    private protected Allocator()
    {
    }
}
