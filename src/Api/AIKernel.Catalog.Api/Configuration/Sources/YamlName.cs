namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>A name of config.yaml and the setting that it is; <c>*</c> stands for a name that is the operator's.</summary>
/// <param name="Name">The names, outermost first, with dots between.</param>
/// <param name="Setting">The path of the setting; null for what becomes one together with others.</param>
/// <param name="Meaning">What it is, where there is no setting to say so.</param>
internal sealed record YamlName(string Name, string? Setting, string? Meaning = null)
{
    private readonly string[] _parts = Name.Split('.');

    /// <summary>What its value means for the setting; by default itself. What it cannot read it leaves to whoever checks the setting.</summary>
    public Func<string, string> Translate { get; init; } = static text => text;

    /// <summary>Whether it is a list.</summary>
    public bool IsList { get; init; }

    /// <summary>The setting of a value by this name; null if the value has another name.</summary>
    public string? PathOf(YamlValue value)
    {
        if (value.Path.Count != _parts.Length || (value.Element is not null) != IsList) return null;
        if (!_parts.Zip(value.Path).All(static pair => pair.First == "*" || pair.First == pair.Second)) return null;
        var own = _parts.Zip(value.Path).FirstOrDefault(static pair => pair.First == "*").Second;
        return (Setting ?? Name).Replace("*", own, StringComparison.Ordinal) + (value.Element is { } at ? $":{at}" : "");
    }
}
