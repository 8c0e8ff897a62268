namespace AIKernel.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_words_one_node_runs_on_port_8080_in_the_usual_folder() =>
        Assert.Equal(new RunStack(8080, 1, null, Fresh: false), Parse(""));

    [Theory]
    [InlineData("--port 9000 --nodes 3 --state /s --fresh")]
    [InlineData("--fresh --state=/s --nodes=3 --port=9000")]
    public void Options_come_in_any_order_and_either_form(string words) =>
        Assert.Equal(new RunStack(9000, 3, "/s", Fresh: true), Parse(words));

    [Theory]
    [InlineData("import a.ndjson --url http://127.0.0.1:9/ --state d")]
    [InlineData("import --state=d --url=http://127.0.0.1:9/ a.ndjson")]
    public void An_import_takes_a_file_and_an_address(string words) =>
        Assert.Equal(new ImportFile("a.ndjson", new Uri("http://127.0.0.1:9/"), "d"), Parse(words));

    [Fact]
    public void An_import_may_leave_the_address_out() => Assert.Equal(new ImportFile("a.ndjson", null, null), Parse("import a.ndjson"));

    [Theory]
    [InlineData("key create --name ci --state d --scope catalog:read")]
    [InlineData("key --state=d create --name ci --scope catalog:read")]
    public void The_words_about_keys_go_on_without_the_folder(string words)
    {
        var keys = Assert.IsType<ManageKeys>(Parse(words));
        Assert.Equal(("create --name ci --scope catalog:read", "d"), (string.Join(' ', keys.Words), keys.State));
    }

    [Theory]
    [InlineData("--check-config --Caching:KeyVersion=v2 --state d")]
    [InlineData("--state=d --Caching:KeyVersion=v2 --check-config")]
    public void The_words_that_are_settings_go_on_to_the_check(string words)
    {
        var check = Assert.IsType<CheckConfiguration>(Parse(words));
        Assert.Equal(("--Caching:KeyVersion=v2", "d"), (Assert.Single(check.Words), check.State));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("import --help")]
    [InlineData("--port 9000 --help")]
    public void Help_wins_over_everything(string words) => Assert.IsType<ShowHelp>(Parse(words));

    [Theory]
    [InlineData("--port", "--port needs a value")]
    [InlineData("--port=", "--port needs a value")]
    [InlineData("--port 0", "1 to 65535")]
    [InlineData("--port 65536", "1 to 65535")]
    [InlineData("--port +80", "1 to 65535")]
    [InlineData("--nodes 0", "1 to 16")]
    [InlineData("--nodes many", "1 to 16")]
    [InlineData("--port 65535 --nodes 2", "past port 65535")]
    [InlineData("--frehs", "'--frehs'")]
    [InlineData("start", "'start'")]
    [InlineData("import", "exactly one file")]
    [InlineData("import a b", "exactly one file")]
    [InlineData("import a --url nowhere", "--url")]
    [InlineData("import a --url ftp://x", "--url")]
    [InlineData("import a --fresh", "'--fresh'")]
    [InlineData("key list --state", "--state needs a value")]
    public void Nonsense_is_answered_with_what_is_wrong(string words, string reason) =>
        Assert.Contains(reason, Assert.IsType<Misuse>(Parse(words)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_help_names_every_option() =>
        Assert.All(
            new[] { "--port", "--nodes", "--state", "--fresh", "import FILE", "--url", "key create", "key rotate", "key revoke", "key list", Cli.Importing.BulkClient.KeyVariable, Cli.Stack.Servers.CatalogVariable, Cli.Stack.Servers.RedisVariable, Cli.Stack.Servers.StateVariable },
            word => Assert.Contains(word, Help.Text, StringComparison.Ordinal));

    private static Invocation Parse(string words) => CommandLine.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
