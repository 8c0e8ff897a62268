using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Persistence.Access;

namespace AIKernel.Integration.Tests.Access;

public sealed class KeyCommandLineTests
{
    [Theory]
    [InlineData("create --name ci --scope catalog:read --scope cache:admin --expires 90d")]
    [InlineData("create --scope=cache:admin --expires=90d --scope=catalog:read --name=ci")]
    public void A_key_has_a_name_scopes_and_perhaps_an_end(string words)
    {
        Assert.True(KeyCommandLine.TryParse(words.Split(' '), out var line, out _));
        Assert.Equal(("ci", AccessScopes.CatalogRead | AccessScopes.CacheAdmin, TimeSpan.FromDays(90)), (line.Name, line.Scopes, line.Expires!.Value));
    }

    [Fact]
    public void Without_an_end_a_key_has_none_and_without_an_overlap_the_former_keys_have_a_day()
    {
        Assert.True(KeyCommandLine.TryParse(["rotate", "--name", "ci"], out var line, out _));
        Assert.Equal((null, TimeSpan.FromDays(1)), (line.Expires, line.Overlap));
        Assert.True(KeyCommandLine.TryParse(["rotate", "--name", "ci", "--overlap", "0m"], out line, out _));
        Assert.Equal(TimeSpan.Zero, line.Overlap);
    }

    [Theory]
    [InlineData("", "key create")]
    [InlineData("destroy", "key create")]
    [InlineData("create --scope catalog:read", "needs --name")]
    [InlineData("create --name ci", "at least one --scope")]
    [InlineData("create --name ci --scope catalog:all", "catalog:read, catalog:write, cache:admin")]
    [InlineData("create --name -ci --scope catalog:read", "--name is")]
    [InlineData("create --name ci --scope catalog:read --expires 0d", "--expires is")]
    [InlineData("create --name ci --scope catalog:read --expires -1d", "--expires is")]
    [InlineData("create --name ci --scope catalog:read --expires soon", "--expires is")]
    [InlineData("create --name ci --scope catalog:read --expires", "--expires is")]
    [InlineData("create --name ci --scope catalog:read --overlap 1d", "no option '--overlap'")]
    [InlineData("rotate --name ci --overlap x", "--overlap is")]
    [InlineData("rotate --name ci --scope catalog:read", "no option '--scope'")]
    [InlineData("revoke", "exactly one id")]
    [InlineData("revoke ci", "16 hexadecimal digits")]
    [InlineData("list all", "takes nothing")]
    public void Nonsense_is_answered_with_what_is_wrong(string words, string reason)
    {
        Assert.False(KeyCommandLine.TryParse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), out _, out var told));
        Assert.Contains(reason, told, StringComparison.Ordinal);
    }
}
