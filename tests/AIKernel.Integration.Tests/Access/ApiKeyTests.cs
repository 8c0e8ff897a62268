using System.Security.Cryptography;
using System.Text;
using AIKernel.Catalog.Api.Access.Keys;

namespace AIKernel.Integration.Tests.Access;

public sealed class ApiKeyTests
{
    [Fact]
    public void A_key_has_256_random_bits_and_is_found_by_its_public_part()
    {
        var keys = Enumerable.Range(0, 1000).Select(static _ => ApiKey.Create()).ToList();
        Assert.Equal(1000, keys.Select(static key => key.Text[21..]).Distinct().Count());
        Assert.All(keys, static key =>
        {
            Assert.Equal(64, key.Text.Length);
            Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(key.Text.AsSpan(21)).Length);
            Assert.Equal(key.Id, ApiKey.IdOf(key.Text));
            Assert.Equal($"aik_{key.Id}_", key.Text[..21]);
        });
        // Each bit of the secret is set in about half of the keys.
        for (var bit = 0; bit < 256; bit++)
            Assert.InRange(keys.Count(key => (System.Buffers.Text.Base64Url.DecodeFromChars(key.Text.AsSpan(21))[bit / 8] >> (bit % 8) & 1) == 1), 380, 620);
    }

    [Fact]
    public void What_is_kept_is_the_hash_of_the_whole_key_and_recognises_no_other()
    {
        var (text, _, hash) = ApiKey.Create();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), hash);
        Assert.True(ApiKey.Matches(text, hash));
        Assert.False(ApiKey.Matches(ApiKey.Create().Text, hash));
        Assert.False(ApiKey.Matches(text, hash[..^1]));
        Assert.False(ApiKey.Matches(text, ""));
        Assert.False(ApiKey.Matches(text, new string('x', 64)));
        for (var at = 21; at < text.Length; at++)
            Assert.False(ApiKey.Matches(text.Remove(at, 1).Insert(at, text[at] == 'A' ? "B" : "A"), hash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("aik_")]
    [InlineData("hello")]
    [InlineData("aik_0123456789ABCDEF_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("aik_0123456789abcdef-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AIK_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("aik_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("aik_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("aik_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAé")]
    public void What_has_not_the_form_of_a_key_is_not_looked_up(string text) => Assert.Null(ApiKey.IdOf(text));
}
