namespace AIKernel.Compat.Tests.Redis;

/// <summary>Tests that share one server, because none of them harms it.</summary>
[CollectionDefinition(Name)]
public sealed class RedisCollection : ICollectionFixture<PrivateRedis>
{
    internal const string Name = "one server";

    /// <summary>Each kind of wire: TLS or not, and the version of the protocol.</summary>
    public static TheoryData<bool, int> Wires => new() { { false, 2 }, { false, 3 }, { true, 2 }, { true, 3 } };
}
