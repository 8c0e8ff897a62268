using System.Buffers.Text;
using AIKernel.Catalog.Values;
using FsCheck;
using FsCheck.Fluent;

namespace AIKernel.Catalog.Tests.Values;

public class CursorTests
{
    private const string Scope = "resources|Name|k5:model";

    [Theory]
    [InlineData("a")]
    [InlineData("model", "openai", "gpt-4o-2024-05-13@20240229", "0197")]
    [InlineData("", "é🙂\"\\")]
    public void A_cursor_survives_its_text(params string[] keys)
    {
        var cursor = new Cursor(keys.ToValueList());
        Assert.True(Cursor.TryParse(cursor.ToText(Scope), Scope, out var read));
        Assert.Equal(cursor, read);
    }

    [Fact]
    public void A_cursor_of_another_query_is_refused() =>
        Assert.False(Cursor.TryParse(new Cursor(["a"]).ToText(Scope), Scope + "x", out _));

    [Fact]
    public void A_cursor_with_any_one_byte_changed_is_refused()
    {
        var bytes = Base64Url.DecodeFromChars(new Cursor(["a", "b"]).ToText(Scope));
        for (var index = 0; index < bytes.Length; index++)
        {
            var damaged = bytes.ToArray();
            damaged[index] ^= 1;
            Assert.False(Cursor.TryParse(Base64Url.EncodeToString(damaged), Scope, out var cursor));
            Assert.Null(cursor);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("!!!")]
    [InlineData("AAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA")]
    public void Text_that_never_was_a_cursor_is_refused(string text) => Assert.False(Cursor.TryParse(text, Scope, out _));

    [Fact]
    public void Text_without_end_is_refused() => Assert.False(Cursor.TryParse(new string('A', 1 << 20), Scope, out _));

    [Fact]
    public void Keys_that_a_database_cannot_take_are_refused_though_the_digest_is_right()
    {
        Assert.False(Cursor.TryParse(new Cursor([null!]).ToText(Scope), Scope, out _));
        Assert.False(Cursor.TryParse(new Cursor(["a\0b"]).ToText(Scope), Scope, out _));
    }

    [Fact]
    public void No_text_whatever_throws() =>
        Prop.ForAll((NonNull<string> text) => !Cursor.TryParse(text.Get, Scope, out _)).QuickCheckThrowOnFailure();
}
