namespace AIKernel.Catalog.Tests.Validation;

public class ResourceTextTests
{
    [Theory]
    [InlineData("title", 200)]
    [InlineData("description", 8192)]
    [InlineData("owner", 255)]
    public void A_text_may_have_so_many_characters_and_not_one_more(string member, int limit)
    {
        Assert.Empty(Json.Read((member, Json.Quote(new string('x', limit)))).Faults);
        Assert.Equal([$"/{member} too-long"], Json.Read((member, Json.Quote(new string('x', limit + 1)))).Told());
    }

    [Fact]
    public void A_character_outside_the_basic_plane_is_one_character()
    {
        Assert.Empty(Json.Read(("title", $"'{string.Concat(Enumerable.Repeat("🙂", 200))}'")).Faults);
        Assert.Equal(["/title too-long"], Json.Read(("title", $"'{string.Concat(Enumerable.Repeat("🙂", 201))}'")).Told());
    }

    [Fact]
    public void Length_is_measured_after_normalisation_however_the_text_is_escaped()
    {
        Assert.Equal(new string('\u1F83', 200), Json.Content(("title", $"'{string.Concat(Enumerable.Repeat("\\u03B1\\u0314\\u0300\\u0345", 200))}'")).Title);
        Assert.Equal(["/title too-long"], Json.Read(("title", $"'{string.Concat(Enumerable.Repeat("\\u03B1\\u0314\\u0300\\u0345", 201))}'")).Told());
    }

    [Theory]
    [InlineData("title", "\\u0000")]
    [InlineData("title", "a\\nb")]
    [InlineData("title", "a\\tb")]
    [InlineData("title", "\\u007f")]
    [InlineData("title", "\\u009f.")]
    [InlineData("owner", "a\\u001bb")]
    [InlineData("owner", "a\\rb")]
    [InlineData("description", "\\u0000")]
    [InlineData("description", "\\u0008")]
    [InlineData("description", "\\u0085")]
    [InlineData("title", "\\ud800")]
    [InlineData("description", "\\udc00\\ud800")]
    [InlineData("owner", "x\\ud83d")]
    public void Control_characters_and_halves_of_surrogate_pairs_are_refused(string member, string text) =>
        Assert.Equal([$"/{member} control-character"], Json.Read((member, $"'{text}'")).Told());

    [Fact]
    public void A_description_may_have_lines_and_columns() =>
        Assert.Equal("a\r\n\tb", Json.Content(("description", "'a\\r\\n\\tb'")).Description);

    [Fact]
    public void Text_is_kept_in_form_C()
    {
        var content = Json.Content(("title", "'e\u0301'"), ("description", "'e\\u0301'"), ("owner", "'e\u0301'"), ("labels", "{'e\u0301':'e\u0301'}"), ("links", "[{'title':'e\u0301','url':'http://x/e\u0301'}]"));
        Assert.Equal(("é", "é", "é"), (content.Title, content.Description, content.Owner));
        Assert.Equal("é", content.Labels.Find("é"));
        Assert.Equal(new("é", "http://x/é"), content.Links[0]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("''")]
    [InlineData("' \\t '")]
    public void Without_a_title_the_name_is_the_title(string? title) => Assert.Equal("gpt-4o", Json.Content(("title", title)).Title);

    [Fact]
    public void Blanks_around_a_title_are_dropped() => Assert.Equal("DeepSeek R1 (Turbo)", Json.Content(("title", "'DeepSeek R1 (Turbo)\\t'")).Title);

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("''")]
    [InlineData("' '")]
    public void Nobody_is_null(string? owner) => Assert.Null(Json.Content(("owner", owner)).Owner);

    [Theory]
    [InlineData("draft")]
    [InlineData("active")]
    [InlineData("deprecated")]
    [InlineData("retired")]
    public void Lifecycles_are_read(string lifecycle) =>
        Assert.Equal(lifecycle, Json.Content(("lifecycle", $"'{lifecycle}'")).Lifecycle.ToString(), ignoreCase: true);

    [Theory]
    [InlineData("'Active'", "/lifecycle unknown-value")]
    [InlineData("''", "/lifecycle unknown-value")]
    [InlineData("'gone'", "/lifecycle unknown-value")]
    [InlineData("1", "/lifecycle wrong-type")]
    public void Other_lifecycles_are_refused(string lifecycle, string told) => Assert.Equal([told], Json.Read(("lifecycle", lifecycle)).Told());
}
