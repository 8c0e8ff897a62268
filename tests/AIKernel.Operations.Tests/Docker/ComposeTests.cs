using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Docker;

public sealed class ComposeTests
{
    [Fact]
    public void The_compose_file_keeps_to_the_rules() => Assert.Empty(ComposeRule.Faults(ComposeFile.Shipped));

    [Fact]
    public void There_is_a_profile_for_each_purpose_and_the_default_is_one_Redis()
    {
        Assert.Equal(["backup", "cluster", "monitoring", "sentinel", "standalone", "tools"], ComposeFile.Shipped.Profiles.Order(StringComparer.Ordinal));
        Assert.Contains("COMPOSE_PROFILES=standalone", File.ReadAllLines(Path.Combine(ComposeFile.Folder, "secrets.env.example")));
        Assert.Equal("127.0.0.1:8081:8081", Assert.Single(ComposeFile.Shipped.Services["redis-commander"].Items("ports")).ToString());
        Assert.Equal(6, ComposeFile.Shipped.Services.Keys.Count(static name => name.StartsWith("redis-cluster-", StringComparison.Ordinal) && char.IsAsciiDigit(name[^1])));
    }

    [Fact]
    public void Images_and_the_names_of_users_are_those_of_the_manifests()
    {
        var images = new[] { "dev", "cluster" }.SelectMany(static name => Overlay.Of(name).Objects.Workloads).SelectMany(static one => one.AllContainers).Select(static one => one.Text("image")!).ToHashSet();
        Assert.Contains(ComposeFile.Shipped.Services["redis"].Text("image")!, images);
        Assert.Contains(ComposeFile.Shipped.Services["postgres"].Text("image")!, images);
        Assert.Contains(ComposeFile.Shipped.Services["redis-exporter"].Text("image")!.Replace("-alpine", "", StringComparison.Ordinal), images);
    }

    [Theory]
    [InlineData("read_only: true", "read_only: false", "may write to its root")]
    [InlineData("cap_drop: [ALL]", "cap_drop: [NET_RAW]", "has capabilities")]
    [InlineData("no-new-privileges:true", "label:disable", "may gain privileges")]
    [InlineData("127.0.0.1:8080:8080", "8080:8080", "open to more than this machine")]
    [InlineData("127.0.0.1:9090:9090", "0.0.0.0:9090:9090", "open to more than this machine")]
    [InlineData("library/redis:7.2.7", "library/redis:latest", "is not pinned")]
    [InlineData("${POSTGRES_PASSWORD:?sh ../k8s/new-secrets.sh . makes it}", "${POSTGRES_PASSWORD:-postgres}", "has a default")]
    [InlineData("POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?sh ../k8s/new-secrets.sh . makes it}", "POSTGRES_PASSWORD: postgres", "holds a secret")]
    [InlineData("user=app,password=${REDIS_APP_PASSWORD:?sh ../k8s/new-secrets.sh . makes it}", "user=app,password=app", "holds a secret")]
    [InlineData("${GRAFANA_PASSWORD:?", "${GRAFANA_ADMIN:?", "does not name GRAFANA_ADMIN")]
    [InlineData("./redis.sh:", "./radis.sh:", "which does not exist")]
    [InlineData("postgres:/var/lib", "postgresql:/var/lib", "which does not exist")]
    [InlineData("backup-redis: {condition", "backup-state: {condition", "depends on backup-state")]
    [InlineData("network_mode: service:redis-0", "network_mode: service:redis-9", "no service for")]
    [InlineData("profiles: [tools]", "profiles: [extras]", "there is no profile extras")]
    [InlineData("user: \"65534:65534\"", "user: root", "may run as root")]
    [InlineData("stop_grace_period: 60s", "stop_grace: 60s", "stop_grace is not a member")]
    [InlineData("mem_limit: 512m", "mem_limit: 8g", "no limit of memory")]
    public void What_breaks_a_rule_is_a_fault(string part, string other, string expected)
    {
        Assert.Contains(part, ComposeFile.Shipped.Text, StringComparison.Ordinal);
        var broken = ComposeFile.Parse(ComposeFile.Shipped.Text.Replace(part, other, StringComparison.Ordinal));
        Assert.Contains(ComposeRule.Faults(broken), fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Shellcheck_has_nothing_to_say() =>
        Shell.Run(Shell.Find("shellcheck"), ["-x", .. Directory.GetFiles(ComposeFile.Folder, "*.sh")]).Required("shellcheck");
}
