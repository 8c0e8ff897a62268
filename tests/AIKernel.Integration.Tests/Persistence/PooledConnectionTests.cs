using AIKernel.Catalog.Api.Configuration;
using Npgsql;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>What becomes of the connection string on its way to the pool.</summary>
public sealed class PooledConnectionTests
{
    [Theory]
    [InlineData("Host=127.0.0.1;Database=catalog", true)]
    [InlineData("Host=127.0.0.1;Database=catalog;No Reset On Close=false", false)]
    [InlineData("Host=127.0.0.1;Database=catalog;no reset on close=true", true)]
    public void Connections_keep_their_plans_when_they_go_back_unless_the_setting_says_otherwise(string configured, bool kept) =>
        Assert.Equal(kept, new NpgsqlConnectionStringBuilder(new CatalogConnection(configured).PooledConnectionString).NoResetOnClose);
}
