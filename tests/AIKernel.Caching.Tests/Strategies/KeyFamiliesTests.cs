using AIKernel.Caching.Strategies;

namespace AIKernel.Caching.Tests.Strategies;

public sealed class KeyFamiliesTests
{
    [Theory]
    [InlineData("user_profile:42", "personalized\\_content:42|personalized\\_content:42:%|recommendations:42|recommendations:42:%")]
    [InlineData("user_profile:42:settings:x", "personalized\\_content:42|personalized\\_content:42:%|recommendations:42|recommendations:42:%")]
    [InlineData("user_profile", "personalized\\_content|personalized\\_content:%|recommendations|recommendations:%")]
    [InlineData("user_profile:4%2", "personalized\\_content:4\\%2|personalized\\_content:4\\%2:%|recommendations:4\\%2|recommendations:4\\%2:%")]
    [InlineData("user_profiles:42", "")]
    [InlineData("a:user_profile:42", "")]
    public void What_depends_on_a_key_by_rule_has_the_same_id(string key, string patterns) =>
        Assert.Equal(patterns, string.Join('|', new KeyFamilies(new()).DependentOn(key).Select(static pattern => pattern.Like)));

    [Theory]
    [InlineData("user:7:profile", "rec:7:%:x")]
    [InlineData("user:7:profile:more", "")]
    [InlineData("user::profile", "")]
    [InlineData("user:7", "")]
    public void Keys_are_written_as_the_settings_say(string key, string patterns)
    {
        var families = new KeyFamilies(new()
        {
            KeyPatterns = new Dictionary<string, string> { ["who"] = "user:{user_id}:profile", ["what"] = "rec:{user_id}:{page}:x" },
            DependencyRules = new Dictionary<string, IReadOnlyList<string>> { ["who"] = ["what"] },
        });
        Assert.Equal(patterns, string.Join('|', families.DependentOn(key).Select(static pattern => pattern.Like)));
    }

    [Fact]
    public void An_event_reaches_what_depends_on_what_it_names_by_rule_in_any_number_of_steps_and_circles()
    {
        var options = new KeyedOptions
        {
            Events = new Dictionary<string, IReadOnlyList<string>> { ["e"] = ["a", "x*"] },
            DependencyRules = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["b"], ["b"] = ["c", "a"], ["z"] = ["y"] },
        };
        Assert.Equal(["a", "a:%", "b", "b:%", "c", "c:%", "x%"], new KeyFamilies(options).OfEvent("e")!.Select(static pattern => pattern.Like).Order(StringComparer.Ordinal));
        Assert.Equal(["a", "a:%", "x%"], new KeyFamilies(options with { Methods = KeyedInvalidationMethods.Event }).OfEvent("e")!.Select(static pattern => pattern.Like).Order(StringComparer.Ordinal));
        Assert.Null(new KeyFamilies(options).OfEvent("f"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("a{1x}b{a b}c")]
    [InlineData("*{id}*{id}")]
    [InlineData("((((")]
    public void No_pattern_of_the_settings_is_too_odd_to_be_matched(string pattern)
    {
        var families = new KeyFamilies(new() { KeyPatterns = new Dictionary<string, string> { ["a"] = pattern }, DependencyRules = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["a"] } });
        Assert.All(families.DependentOn(new string('(', 256)), static found => Assert.NotEmpty(found.Like));
    }
}
