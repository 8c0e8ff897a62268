using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Monitoring;

/// <summary>What every dashboard keeps to; what it does not is told as a fault.</summary>
internal static class DashboardRule
{
    private const int GridWidth = 24;
    private static readonly string[] Types = ["timeseries", "gauge", "stat", "bargauge", "state-timeline"];

    public static IEnumerable<string> Faults(Dashboard dashboard) => [.. OfTheWhole(dashboard), .. dashboard.Panels.SelectMany(OfPanel), .. OfThePlaces([.. dashboard.Panels])];

    private static IEnumerable<string> OfTheWhole(Dashboard dashboard)
    {
        var content = dashboard.Content;
        if (content.Text("refresh") != "30s") yield return "refresh is not 30s";
        if ((content.Text("time", "from"), content.Text("time", "to")) != ("now-6h", "now")) yield return "the range is not the last 6 hours";
        if (content.Number("schemaVersion") is null or < 36) yield return "schemaVersion is missing or old";
        if (string.IsNullOrEmpty(content.Text("uid")) || content.Text("uid")!.Length > 40) yield return "uid is missing or longer than 40";
        if (content.Text("id") is not null) yield return "id is set, which is the database's to choose";
        if (string.IsNullOrEmpty(content.Text("title"))) yield return "title is missing";
        if (!dashboard.Variables.Any(static one => one.Text("name") == "datasource" && one.Text("type") == "datasource" && one.Text("query") == "prometheus")) yield return "there is no variable datasource";
        if (!dashboard.Variables.Any(static one => one.Text("name") == "namespace" && one.Text("type") == "query" && one.Text("allValue") == ".*")) yield return "there is no variable namespace";
        foreach (var id in dashboard.Panels.GroupBy(static panel => panel.Content.Number("id")).Where(static same => same.Key is null || same.Count() > 1)) yield return $"id {id.Key} is missing or taken twice";
    }

    private static IEnumerable<string> OfPanel(Panel panel)
    {
        if (panel.Title.Length == 0 || string.IsNullOrEmpty(panel.Content.Text("description"))) yield return $"'{panel.Title}' lacks title or description";
        if (!Types.Contains(panel.Content.Text("type"))) yield return $"'{panel.Title}' is of the type {panel.Content.Text("type")}";
        if (string.IsNullOrEmpty(panel.Content.Text("fieldConfig", "defaults", "unit"))) yield return $"'{panel.Title}' has no unit";
        if (!panel.Expressions.Any()) yield return $"'{panel.Title}' asks nothing";
        foreach (var target in panel.Content.Items("targets").Append(panel.Content))
            if (target.Text("datasource", "uid") != "${datasource}") yield return $"'{panel.Title}' asks a data source of its own";
        var letters = panel.Content.Items("targets").Select(static target => target.Text("refId")).ToList();
        if (letters.Count != letters.Distinct().Count() || letters.Contains(null)) yield return $"'{panel.Title}' has a refId twice or none";
        foreach (var expression in panel.Expressions)
        {
            if (!PromQl.Metrics(expression).Any()) yield return $"'{panel.Title}' names no metric";
            if (expression.Split("namespace=~\"$namespace\"").Length - 1 != PromQl.Metrics(expression).Count()) yield return $"'{panel.Title}' does not keep to the namespace";
        }
    }

    private static IEnumerable<string> OfThePlaces(IReadOnlyList<Panel> panels)
    {
        foreach (var panel in panels)
            if (panel.Place is not { X: >= 0, Y: >= 0, W: > 0, H: > 1 } place || place.X + place.W > GridWidth) yield return $"'{panel.Title}' lies outside of the grid";
        for (var one = 0; one < panels.Count; one++)
            for (var other = one + 1; other < panels.Count; other++)
                if (panels[one].Place is { } a && panels[other].Place is { } b && a.X < b.X + b.W && b.X < a.X + a.W && a.Y < b.Y + b.H && b.Y < a.Y + a.H)
                    yield return $"'{panels[one].Title}' and '{panels[other].Title}' overlap";
    }
}
