namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Variations of an arena. They are accepted and make no difference: an arena always keeps plain managed blocks of its own.</summary>
[Flags]
public enum ArenaFlags
{
    /// <summary>No variation.</summary>
    None = 0,

    /// <summary>Blocks may be shared between element types of the same shape. What StackExchange.Redis asks for.</summary>
    ShareBlocks = 16,
}
