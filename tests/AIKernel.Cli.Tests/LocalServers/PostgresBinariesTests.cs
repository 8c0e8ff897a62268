using AIKernel.LocalServers;

namespace AIKernel.Cli.Tests.LocalServers;

public sealed class PostgresBinariesTests
{
    private static readonly PostgresBinaries Eleven = new("/usr/lib/postgresql/11/bin", 11);
    private static readonly PostgresBinaries Fifteen = new("/usr/lib/postgresql/15/bin", 15);
    private static readonly PostgresBinaries Seventeen = new("/usr/lib/postgresql/17/bin", 17);

    [Fact]
    public void The_first_that_is_new_enough_is_taken() => Assert.Equal(Seventeen, PostgresBinaries.Choose([Eleven, Seventeen, Fifteen], null));

    [Fact]
    public void Existing_data_decides_the_version() => Assert.Equal(Fifteen, PostgresBinaries.Choose([Seventeen, Fifteen], 15));

    [Fact]
    public void Data_of_a_version_that_is_not_installed_is_not_touched()
    {
        var fault = Assert.Throws<LocalServerException>(() => PostgresBinaries.Choose([Seventeen], 15));
        Assert.Contains("written by PostgreSQL 15", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Versions_that_are_too_old_are_named()
    {
        var fault = Assert.Throws<LocalServerException>(() => PostgresBinaries.Choose([Eleven], null));
        Assert.Contains("PostgreSQL 13 or newer", fault.Message, StringComparison.Ordinal);
        Assert.Contains("11 in /usr/lib/postgresql/11/bin", fault.Message, StringComparison.Ordinal);
    }
}
