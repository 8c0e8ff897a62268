using AIKernel.Catalog.Caching;
using AIKernel.Catalog.Caching.Resources;
using AIKernel.Catalog.Resources;
using AIKernel.TestKit.Caching;
using Moq;

namespace AIKernel.Caching.Tests.Keys;

/// <summary>What operators see in Redis: a change here makes every deployed copy a miss, and must be meant.</summary>
public sealed class GoldenKeyTests
{
    private static readonly Guid Id = Guid.Parse("0190c0de-0000-7000-8000-000000000001");

    [Fact]
    public async Task A_key_is_instance_version_with_fingerprint_prefix_operation_and_parameters()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var operations = new ResourceOperations(new CacheDefaultsConfiguration());
        var source = new Mock<IResourceRepository>().Object;
        await node.Cache.Bind(operations.Get, source).GetAsync(Id, default);
        await node.Cache.Bind(operations.GetByReference, source).GetAsync(new("model", "openai", "GPT-4o"), default);
        await node.Cache.Bind(operations.GetVersion, source).GetAsync(new(Id, 3), default);

        var (resource, version) = (operations.Get.Serializer.Fingerprint, operations.GetVersion.Serializer.Fingerprint);
        Assert.Equal(
            [
                $"aikernel_:v1.{resource}:resource:by-ref:sha256-41f76663fcdccf49983f14d66649f95539d073d21a85fabd46f04ab8ea4e2f87",
                $"aikernel_:v1.{resource}:resource:get:0190c0de-0000-7000-8000-000000000001",
                $"aikernel_:v1.{version}:resource:version:0190c0de-0000-7000-8000-000000000001:3",
            ],
            world.Shared.Keys.Order(StringComparer.Ordinal).OrderBy(static key => key[(key.IndexOf("resource:", StringComparison.Ordinal))..], StringComparer.Ordinal));
        Assert.All([resource, version], static fingerprint => Assert.Matches("^[0-9a-f]{8}$", fingerprint));
        Assert.NotEqual(resource, version);
    }

    [Fact]
    public async Task Instance_and_version_are_the_configured_ones()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: new() { InstanceName = "other", KeyVersion = "v9" });
        await node.BindValues().GetAsync("x", default);

        Assert.Equal("other:v9.ca0608fb:test:value:x", Assert.Single(world.Shared.Keys));
    }
}
