using System.Text.RegularExpressions;

namespace AIKernel.Operations.Tests.Monitoring;

/// <summary>The alerts under promtool, in a copy of their folder that may be broken.</summary>
public sealed partial class PromtoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aikernel-alerts-").FullName;

    public PromtoolTests()
    {
        foreach (var file in Directory.GetFiles(AlertFile.Folder, "*.yaml")) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    public static TheoryData<string> Files => [.. AlertFile.All.Select(static file => file.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_configuration_and_the_rules_are_right()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "targets"));
        foreach (var file in Directory.GetFiles(Path.Combine(AlertFile.Folder, "targets"))) File.Copy(file, Path.Combine(_folder, "targets", Path.GetFileName(file)));
        Promtool("check", "config", "prometheus.yaml").Required("promtool check config");
        foreach (var file in AlertFile.All) Assert.Contains($"{file.Alerts.Count} rules found", Promtool("check", "rules", $"{file.Name}.yaml").Required("promtool check rules"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_case_comes_out_as_it_should(string file) => Promtool("test", "rules", $"{file}.test.yaml").Required("promtool test rules");

    [Theory]
    [MemberData(nameof(Files))]
    public void An_alert_that_never_fires_is_noticed(string file) => AssertEachNoticed(file, "vector(0) > 1");

    [Theory]
    [MemberData(nameof(Files))]
    public void An_alert_that_always_fires_is_noticed(string file) => AssertEachNoticed(file, "vector(1)");

    private void AssertEachNoticed(string file, string expression)
    {
        var alerts = new AlertFile(file).Alerts;
        var rules = string.Concat(alerts.Select(alert => $"      - {{alert: {alert.Name}, expr: {expression}, labels: {{severity: {alert.Severity}}}}}\n"));
        File.WriteAllText(Path.Combine(_folder, $"{file}.yaml"), $"groups:\n  - name: broken\n    rules:\n{rules}");
        var outcome = Promtool("test", "rules", $"{file}.test.yaml");
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Equal(alerts.Select(static alert => alert.Name).Order(), Failed().Matches(outcome.Output + outcome.Errors).Select(static match => match.Groups[1].Value).Distinct().Order());
    }

    private Outcome Promtool(params string[] arguments) => Shell.RunIn(_folder, Shell.Find("promtool"), arguments);

    [GeneratedRegex(@"alertname: ?(\w+)")]
    private static partial Regex Failed();
}
