using System.Text.Json;
using AIKernel.Cli.Stack;
using AIKernel.LocalServers;

namespace AIKernel.Cli.Tests.Stack;

public sealed class StackFileTests : IDisposable
{
    private readonly string _folder = TemporaryFolder.Create("stack");

    private string File => Path.Combine(_folder, "stack.json");

    public void Dispose() => TemporaryFolder.Remove(_folder);

    [Fact]
    public void It_has_the_documented_shape_and_only_its_owner_reads_it()
    {
        new StackFile(new("Host=h;Password=p", 11, 22), new("r,password=q", null, null), null, [new("http://127.0.0.1:8080", 33)]).Write(File);

        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        var root = json.RootElement;
        Assert.Equal("Host=h;Password=p", root.GetProperty("postgres").GetProperty("connectionString").GetString());
        Assert.Equal((11, 22), (root.GetProperty("postgres").GetProperty("pid").GetInt32(), root.GetProperty("postgres").GetProperty("port").GetInt32()));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("redis").GetProperty("pid").ValueKind);
        Assert.Equal(33, root.GetProperty("nodes")[0].GetProperty("pid").GetInt32());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(new Uri("http://127.0.0.1:8080"), StackFile.FirstNode(File));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{\"nodes\":")]
    [InlineData("{\"nodes\":[]}")]
    public void Without_a_running_stack_there_is_no_first_node(string? content)
    {
        if (content is not null)
            System.IO.File.WriteAllText(File, content);

        Assert.Null(StackFile.FirstNode(File));
    }
}
