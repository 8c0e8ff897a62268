using FsCheck;
using FsCheck.Fluent;

namespace AIKernel.Catalog.Tests;

public class CatalogPositionTests
{
    [Fact]
    public void Every_position_survives_its_text() =>
        Prop.ForAll((ulong epoch, ulong sequence) =>
            CatalogPosition.TryParse(new CatalogPosition(epoch, sequence).ToString(), out var read) && read == new CatalogPosition(epoch, sequence)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_largest_position_survives_its_text()
    {
        var position = new CatalogPosition(ulong.MaxValue, ulong.MaxValue);
        Assert.Equal("ffffffffffffffff-18446744073709551615", position.ToString());
        Assert.True(CatalogPosition.TryParse(position.ToString(), out var read));
        Assert.Equal(position, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000000000001")]
    [InlineData("0000000000000001-")]
    [InlineData("0000000000000001--1")]
    [InlineData("0000000000000001-+1")]
    [InlineData("0000000000000001- 1")]
    [InlineData("0000000000000001-1 ")]
    [InlineData("000000000000001-11")]
    [InlineData("000000000000000g-1")]
    [InlineData("-000000000000001-1")]
    [InlineData("0000000000000001-18446744073709551616")]
    [InlineData("0000000000000001-1١")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(CatalogPosition.TryParse(text, out var position));
        Assert.Equal(default, position);
    }
}
