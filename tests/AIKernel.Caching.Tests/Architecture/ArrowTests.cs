using System.Reflection;
using AIKernel.Catalog;

namespace AIKernel.Caching.Tests.Architecture;

/// <summary>Dependencies point inward; the engine has never heard of a resource.</summary>
public sealed class ArrowTests
{
    private const string Core = "AIKernel.Catalog", Engine = "AIKernel.Caching", Persistence = "AIKernel.Catalog.Persistence", Decorators = "AIKernel.Catalog.Caching",
        Redis = "AIKernel.Caching.Redis", Postgres = "AIKernel.Caching.Postgres", Host = "AIKernel.Catalog.Api", Client = "AIKernel.Catalog.Client";

    /// <summary>Which of our projects a project may refer to. The stand-ins of src/Compat are packages to everybody.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        [Core] = [],
        [Engine] = [],
        [Redis] = [Engine],
        [Postgres] = [Engine],
        [Persistence] = [Core],
        [Decorators] = [Core, Engine],
        // Who calls the catalog must not need the server's assemblies.
        [Client] = [],
        [Host] = [Core, Engine, Redis, Postgres, Persistence, Decorators],
    };

    public static TheoryData<string> Names => new(Arrows.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_refers_only_to_what_its_arrows_allow(string name) =>
        Assert.Empty(OfOurs(Projects.All[name].References).Except(Arrows[name]));

    [Fact]
    public void Every_project_of_core_infrastructure_host_and_clients_has_its_arrows() =>
        Assert.Equal(
            Arrows.Keys.Order(StringComparer.Ordinal),
            Projects.All.Values.Where(static project => project.Folder is "src/Core" or "src/Infrastructure" or "src/Api" or "src/Clients").Select(static project => project.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Core_and_engine_meet_only_in_the_decorators_and_the_host() =>
        Assert.Equal(
            [Host, Decorators],
            Projects.All.Values.Where(static project => project.Folder.StartsWith("src/", StringComparison.Ordinal))
                .Where(static project => Projects.Closure(project.Name) is var closure && closure.Contains(Core) && closure.Contains(Engine))
                .Select(static project => project.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Tools_and_stand_ins_know_nothing_of_catalog_and_cache()
    {
        var outside = Projects.All.Values.Where(static project => project.Folder is "src/Tools" or "src/Compat").ToList();

        Assert.NotEmpty(outside);
        Assert.All(outside, static project => Assert.Empty(Projects.Closure(project.Name).Intersect(Arrows.Keys)));
    }

    [Fact]
    public void Nothing_that_ships_refers_to_tests_or_benchmarks() =>
        Assert.All(
            Projects.All.Values.Where(static project => project.Folder.StartsWith("src/", StringComparison.Ordinal)),
            static project => Assert.All(Projects.Closure(project.Name), static name => Assert.StartsWith("src/", Projects.All[name].Folder, StringComparison.Ordinal)));

    [Fact]
    public void The_engine_refers_to_no_catalog_no_redis_and_no_postgres()
    {
        Assert.Empty(Foreign(typeof(ICache).Assembly, Core, "StackExchange", "Npgsql", "Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore"));
        Assert.DoesNotContain(Projects.All[Engine].Packages, static package => package.Contains("Redis", StringComparison.Ordinal) || package.Contains("Npgsql", StringComparison.Ordinal));
    }

    [Fact]
    public void The_domain_refers_to_no_infrastructure() =>
        Assert.Empty(Foreign(typeof(CatalogPosition).Assembly, Engine, "StackExchange", "Npgsql", "Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore"));

    [Fact]
    public void The_decorators_refer_to_no_server() =>
        Assert.Empty(Foreign(typeof(AIKernel.Catalog.Caching.CacheDefaultsConfiguration).Assembly, Redis, Postgres, Persistence, "StackExchange", "Npgsql", "Microsoft.EntityFrameworkCore"));

    private static IEnumerable<string> OfOurs(IEnumerable<string> references) =>
        references.Where(static name => Projects.All[name].Folder != "src/Compat");

    private static IEnumerable<string> Foreign(Assembly assembly, params string[] prefixes) =>
        assembly.GetReferencedAssemblies().Select(static name => name.Name!).Where(name => prefixes.Any(prefix => name == prefix || name.StartsWith($"{prefix}.", StringComparison.Ordinal)));
}
