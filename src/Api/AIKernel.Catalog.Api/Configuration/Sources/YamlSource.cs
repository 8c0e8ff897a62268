using System.Text;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>
/// A config.yaml as settings: above the settings files, below the environment. Each of its names is that of a setting
/// (<see cref="YamlNames"/>); one that is not is refused with its line and column.
/// </summary>
internal sealed class YamlSource : ConfigurationProvider, IConfigurationSource, IFaultySource, ITellsOrigins, ITellsRedis
{
    /// <summary>The most that a file may have, in bytes.</summary>
    public const int MaxBytes = 256 << 10;
    private const string Urls = "urls", UsualHost = "127.0.0.1", UsualPort = "8015";

    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];
    private readonly string _file;
    private readonly string? _text;
    private readonly bool _isAddressTold;

    /// <param name="path">The file.</param>
    /// <param name="isAddressTold">Whether another source says where to listen: then this one does not.</param>
    public YamlSource(string path, bool isAddressTold)
    {
        (_file, _isAddressTold) = (Path.GetFileName(path), isAddressTold);
        try
        {
            _text = ReadBounded(path);
            if (_text is null) _faults.Add($"{_file} is larger than {MaxBytes} bytes.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _faults.Add($"{_file} cannot be read ({fault.GetType().Name}).");
        }
        if (_text is not null) Fill(YamlReader.Read(_text));
    }

    public IReadOnlyList<string> Faults => _faults;

    public RedisNames? Redis { get; private set; }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public string OriginOf(string path) => _origins[path];

    private void Fill((IReadOnlyList<YamlValue> Values, string? Fault) read)
    {
        if (read.Fault is { } fault) _faults.Add($"{_file}, {fault}");
        var told = new Dictionary<string, YamlValue>(StringComparer.Ordinal);
        foreach (var value in read.Values)
        {
            var name = YamlNames.All.FirstOrDefault(name => name.PathOf(value) is not null);
            if (name is null) _faults.Add($"{Place(value)}: {value.Name} is not a setting{(IsNearlyList(value) ? ", but as a list it is" : "")}.");
            else if (name.Setting is null) told[name.Name] = value;
            else Set(name.PathOf(value)!, name.Translate(value.Text), value);
        }
        SetRedis(told);
        SetAddress(told);
        Check(told, YamlNames.CompressionLevel, "6");
        if (told.TryGetValue(YamlNames.PrometheusEnabled, out var enabled))
        {
            if (!bool.TryParse(enabled.Text, out var isOn)) Refuse(enabled, "expected true or false");
            else if (!isOn) Data.Remove("Operations:Port");
        }
    }

    private void SetRedis(Dictionary<string, YamlValue> told)
    {
        if (!told.Keys.Any(static name => name.StartsWith("redis.", StringComparison.Ordinal))) return;
        Redis = new() { Host = Of(YamlNames.RedisHost), Port = Of(YamlNames.RedisPort), Nodes = Of(YamlNames.RedisCluster), Database = Of(YamlNames.RedisDatabase) };
        foreach (var (path, value) in Redis.Compose((part, words) => _faults.Add($"{Place(told[NameOf(part)])}: {NameOf(part)} {words}")))
            Set(path, value, told.GetValueOrDefault(path == RedisNames.Cluster ? YamlNames.RedisCluster : YamlNames.RedisHost) ?? told[YamlNames.RedisCluster]);

        string? Of(string name) => told.GetValueOrDefault(name)?.Text;

        static string NameOf(string part) => part switch
        {
            nameof(RedisNames.Host) => YamlNames.RedisHost,
            nameof(RedisNames.Port) => YamlNames.RedisPort,
            nameof(RedisNames.Database) => YamlNames.RedisDatabase,
            _ => YamlNames.RedisCluster,
        };
    }

    private void SetAddress(Dictionary<string, YamlValue> told)
    {
        var (host, port) = (told.GetValueOrDefault(YamlNames.AgentHost), told.GetValueOrDefault(YamlNames.AgentPort));
        if (host is not null && !RedisNames.IsHost(host.Text)) Refuse(host, "expected a name or an address to listen on");
        else if (port is not null && !RedisNames.IsPort(port.Text)) Refuse(port, "expected 1 to 65535");
        else if ((host ?? port) is { } value && !_isAddressTold) Set(Urls, $"http://{RedisNames.Bracketed(host?.Text ?? UsualHost)}:{port?.Text ?? UsualPort}", value);
    }

    private void Check(Dictionary<string, YamlValue> told, string name, string only)
    {
        if (told.TryGetValue(name, out var value) && value.Text != only) Refuse(value, $"expected {only}");
    }

    private void Set(string path, string value, YamlValue from) => (Data[path], _origins[path]) = (value, $"{Place(from)} ({from.Name})");

    private void Refuse(YamlValue value, string expectation) => _faults.Add($"{Place(value)}: {value.Name} is '{Sections.Text.Shorten(value.Text)}'; {expectation}.");

    private string Place(YamlValue value) => $"{_file}, line {value.Line}, column {value.Column}";

    private static bool IsNearlyList(YamlValue value) => value.Element is null && YamlNames.All.Any(name => name.IsList && name.PathOf(value with { Element = 0 }) is not null);

    private static string? ReadBounded(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MaxBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length > MaxBytes ? null : Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF');
    }
}
