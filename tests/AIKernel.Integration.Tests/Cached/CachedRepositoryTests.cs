using AIKernel.Integration.Tests.Contracts;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Cached;

/// <summary>A node of the class's own: what the decorated repositories answer is held against the same contract as the bare ones.</summary>
public sealed class OneNode : IAsyncLifetime
{
    private readonly CachedCatalogFixture _catalog = new();
    private CatalogNode? _node;

    public CatalogRepositories Repositories => _node!.Repositories;

    public async Task InitializeAsync()
    {
        await _catalog.InitializeAsync();
        _node = await _catalog.StartNodeAsync();
    }

    public async Task DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        await _catalog.DisposeAsync();
    }
}

public sealed class CachedResourceRepositoryTests(OneNode node) : ResourceRepositoryContract, IClassFixture<OneNode>
{
    protected override CatalogRepositories Repositories() => node.Repositories;
}

public sealed class CachedRelationshipRepositoryTests(OneNode node) : RelationshipRepositoryContract, IClassFixture<OneNode>
{
    protected override CatalogRepositories Repositories() => node.Repositories;
}

public sealed class CachedSearchRepositoryTests(OneNode node) : SearchRepositoryContract, IClassFixture<OneNode>
{
    protected override CatalogRepositories Repositories() => node.Repositories;
}

public sealed class CachedBulkStoreTests(OneNode node) : BulkStoreContract, IClassFixture<OneNode>
{
    protected override CatalogRepositories Repositories() => node.Repositories;
}
