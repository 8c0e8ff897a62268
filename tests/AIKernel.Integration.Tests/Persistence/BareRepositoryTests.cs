using AIKernel.Integration.Tests.Contracts;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Persistence;

public sealed class BareResourceRepositoryTests(CatalogDatabase database) : ResourceRepositoryContract, IClassFixture<CatalogDatabase>
{
    protected override CatalogRepositories Repositories() => database.Bare;
}

public sealed class BareRelationshipRepositoryTests(CatalogDatabase database) : RelationshipRepositoryContract, IClassFixture<CatalogDatabase>
{
    protected override CatalogRepositories Repositories() => database.Bare;
}

public sealed class BareSearchRepositoryTests(CatalogDatabase database) : SearchRepositoryContract, IClassFixture<CatalogDatabase>
{
    protected override CatalogRepositories Repositories() => database.Bare;
}

public sealed class BareBulkStoreTests(CatalogDatabase database) : BulkStoreContract, IClassFixture<CatalogDatabase>
{
    protected override CatalogRepositories Repositories() => database.Bare;
}
