using System.Security.Cryptography;
using System.Text;

namespace AIKernel.Caching.Tests.Keys;

public sealed class KeyParametersTests
{
    [Fact]
    public void Ids_numbers_and_plain_words_stay_readable() =>
        Assert.Equal("0190c0de-0000-7000-8000-000000000001:-7:gpt-4o_mini.v2", new KeyParameters()
            .Add(Guid.Parse("0190C0DE-0000-7000-8000-000000000001")).Add(-7).Add("gpt-4o_mini.v2").ToString());

    [Theory]
    [InlineData("model:openai/gpt-4o", "41f76663fcdccf49983f14d66649f95539d073d21a85fabd46f04ab8ea4e2f87")]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void Other_texts_become_the_hash_of_their_code_units(string text, string hash) =>
        Assert.Equal($"sha256-{hash}", new KeyParameters().Add(text).ToString());

    [Theory]
    [InlineData("a:b")]
    [InlineData("*")]
    [InlineData("a b")]
    [InlineData("[x]?")]
    [InlineData("é")]
    [InlineData("line\nline")]
    [InlineData("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256-")]
    public void A_text_that_could_be_mistaken_is_never_shown_as_it_is(string text)
    {
        var key = new KeyParameters().Add(text).ToString();

        Assert.NotEqual(text, key);
        Assert.Matches("^sha256-[0-9a-f]{64}$", key);
    }

    public static TheoryData<string, string[], string[]> Pairs => new()
    {
        { "a colon is not two parameters", ["a", "b"], ["a:b"] },
        { "the place of a colon counts", ["a:b", "c"], ["a", "b:c"] },
        { "an empty parameter is one", ["a"], ["a", ""] },
        { "a text is not its own hash", [""], ["sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"] },
        { "case counts", ["A"], ["a"] },
        { "composed and decomposed differ", ["\u00e9"], ["e\u0301"] },
        { "many parameters hashed as a whole are not one text", [Word('a'), Word('b'), Word('c')], [$"{Word('a')}:{Word('b')}:{Word('c')}"] },
        { "the whole hashed is not its own hash", [Word('a'), Word('b'), Word('c')], [WholeHash($"{Word('a')}:{Word('b')}:{Word('c')}")] },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Different_parameters_have_different_keys(string why, string[] one, string[] other) =>
        Assert.True(Write(one) != Write(other), why);

    [Fact]
    public void Unpaired_surrogates_differ_from_each_other_and_from_the_replacement_character() =>
        Assert.Equal(3, new[] { "\ud800", "\ud801", "\ufffd" }.Select(static text => Write([text])).Distinct().Count());

    [Fact]
    public void No_key_is_longer_than_256_characters()
    {
        var random = new Random(5);
        for (var round = 0; round < 10_000; round++)
        {
            var parameters = Enumerable.Range(0, random.Next(20)).Select(_ => new string((char)('a' + random.Next(26)), random.Next(300))).ToArray();
            Assert.InRange("aikernel_:v1.0123abcd:relationship:dependencies:".Length + Write(parameters).Length, 1, 256);
        }
    }

    [Fact]
    public void A_million_random_parameters_do_not_collide()
    {
        var random = new Random(20260102);
        var (inputs, keys) = (new HashSet<UInt128>(1_000_000), new HashSet<UInt128>(1_000_000));
        Span<char> text = stackalloc char[16];
        for (var round = 0; round < 1_000_000; round++)
        {
            var (input, key) = (new StringBuilder(), new KeyParameters());
            for (var parts = random.Next(2, 4); parts > 0; parts--) AddRandom(random, text, input, key);
            inputs.Add(Hash(input.ToString()));
            keys.Add(Hash(key.ToString()));
        }

        Assert.True(inputs.Count > 900_000);
        Assert.Equal(inputs.Count, keys.Count);
    }

    // From few characters, most of them hostile, so that parameters come close to each other.
    private static void AddRandom(Random random, Span<char> text, StringBuilder input, KeyParameters key)
    {
        const string Alphabet = "ab:*-\ud800\udc00";
        if (random.Next(8) == 0)
        {
            var number = random.Next(-1_000_000, 1_000_000);
            key.Add(number);
            // A number and the word of its digits are the same parameter: no operation takes both in one place.
            input.Append(System.Globalization.CultureInfo.InvariantCulture, $"{number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length}|{number}");
            return;
        }
        var length = random.Next(5, text.Length);
        for (var i = 0; i < length; i++) text[i] = Alphabet[random.Next(Alphabet.Length)];
        input.Append(length).Append('|').Append(text[..length]);
        key.Add(new string(text[..length]));
    }

    private static UInt128 Hash(string text)
    {
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan());
        return new(System.IO.Hashing.XxHash3.HashToUInt64(bytes), System.IO.Hashing.XxHash3.HashToUInt64(bytes, 1));
    }

    private static string Write(string[] texts)
    {
        var key = new KeyParameters();
        foreach (var text in texts) key.Add(text);
        return key.ToString();
    }

    private static string Word(char letter) => new(letter, 60);

    private static string WholeHash(string text) => Write(text.Split(':'))[..^64] + Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(text)));
}
