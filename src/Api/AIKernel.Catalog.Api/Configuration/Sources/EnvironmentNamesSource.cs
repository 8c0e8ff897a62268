using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>
/// The environment's short names (<c>REDIS_HOST</c>, <c>CACHE_DEFAULT_TTL</c> …) as settings: above the files, below the
/// variables that name settings by their paths. An empty variable is as good as none.
/// </summary>
/// <param name="variable">Gives a variable's value.</param>
/// <param name="files">The sources below, which may tell parts of what the variables tell together.</param>
/// <param name="isRedisTold">Whether a source above tells where Redis is: then nothing here does.</param>
internal sealed class EnvironmentNamesSource(Func<string, string?> variable, IConfigurationRoot files, bool isRedisTold) : ConfigurationProvider, IConfigurationSource, IFaultySource, ITellsOrigins
{
    private const string Host = "REDIS_HOST", Port = "REDIS_PORT", Password = "REDIS_PASSWORD", Cluster = "REDIS_CLUSTER";

    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];

    /// <summary>Every variable with the settings that it is a part of, for the documentation.</summary>
    public static IEnumerable<(string Variable, IReadOnlyList<string> Paths)> Names =>
    [
        (Host, [RedisNames.ConnectionString]), (Port, [RedisNames.ConnectionString]), (Password, [RedisNames.Password]), (Cluster, [RedisNames.Cluster, RedisNames.ConnectionString]),
        .. EnvironmentName.All.Select(static name => (name.Variable, (IReadOnlyList<string>)name.Paths)),
    ];

    public IReadOnlyList<string> Faults => _faults;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public string OriginOf(string path) => $"environment variable {_origins[path]}";

    public override void Load()
    {
        Data.Clear();
        _faults.Clear();
        if (!isRedisTold) LoadRedis();
        var lifetimes = new Lifetimes(files);
        foreach (var name in EnvironmentName.All)
            if (Read(name.Variable) is { } text) Set(name, text, lifetimes);
    }

    private void Set(EnvironmentName name, string text, Lifetimes lifetimes)
    {
        if (name.Translate(text, lifetimes) is not { } value)
            _faults.Add($"{name.Variable} is '{Text.Shorten(text)}'; expected {name.Expectation(lifetimes)}.");
        else
            foreach (var path in name.Paths) Set(path, value, name.Variable);
    }

    private void Set(string path, string value, string variable)
    {
        if (Data.TryGetValue(path, out var other) && other != value && _origins[path] != variable) _faults.Add($"{variable} and {_origins[path]} say different things of one setting; set one of them.");
        (Data[path], _origins[path]) = (value, variable);
    }

    private void LoadRedis()
    {
        var block = files.Providers.OfType<ITellsRedis>().LastOrDefault()?.Redis;
        var (host, port, nodes) = (Read(Host), Read(Port), Read(Cluster));
        // What Kubernetes sets in every pod beside a service named redis; nobody meant it as a setting.
        if (port?.StartsWith("tcp://", StringComparison.Ordinal) ?? false) port = null;
        if (Read(Password) is { } password) Set(RedisNames.Password, password, Password);
        if (host is null && port is null && nodes is null) return;
        var names = new RedisNames { Host = host ?? block?.Host, Port = port ?? block?.Port, Nodes = nodes, Database = block?.Database };
        foreach (var (path, value) in names.Compose((part, words) => _faults.Add($"{VariableOf(part)} {words}")))
            Set(path, value, path == RedisNames.Cluster || (nodes is not null && !bool.TryParse(nodes, out _)) ? Cluster : host is null ? Port : Host);
    }

    private static string VariableOf(string part) => part switch
    {
        nameof(RedisNames.Host) => Host,
        nameof(RedisNames.Port) => Port,
        _ => Cluster,
    };

    private string? Read(string name) => variable(name) is { Length: > 0 } text ? text : null;
}
