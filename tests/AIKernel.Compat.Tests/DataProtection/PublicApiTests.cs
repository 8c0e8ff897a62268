using System.Reflection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;

namespace AIKernel.Compat.Tests.DataProtection;

/// <summary>The stand-in has the package's public API, member for member, so that code compiled against one runs on the other.</summary>
public sealed class PublicApiTests
{
    private static readonly Assembly StandIn = typeof(RedisXmlRepository).Assembly;

    [Fact]
    public void The_assembly_has_the_package_s_name_and_version()
    {
        Assert.Equal("Microsoft.AspNetCore.DataProtection.StackExchangeRedis", StandIn.GetName().Name);
        Assert.Equal(new Version(10, 0, 0, 0), StandIn.GetName().Version);
    }

    [Fact]
    public void The_public_members_are_those_of_the_package_and_no_others() => Assert.Equal(
        [
            "Microsoft.AspNetCore.DataProtection.StackExchangeRedis.RedisXmlRepository: IReadOnlyCollection`1 GetAllElements()",
            "Microsoft.AspNetCore.DataProtection.StackExchangeRedis.RedisXmlRepository: Void .ctor(Func`1 databaseFactory, RedisKey key)",
            "Microsoft.AspNetCore.DataProtection.StackExchangeRedis.RedisXmlRepository: Void StoreElement(XElement element, String friendlyName)",
            "Microsoft.AspNetCore.DataProtection.StackExchangeRedisDataProtectionBuilderExtensions: IDataProtectionBuilder PersistKeysToStackExchangeRedis(IDataProtectionBuilder builder, Func`1 databaseFactory, RedisKey key)",
            "Microsoft.AspNetCore.DataProtection.StackExchangeRedisDataProtectionBuilderExtensions: IDataProtectionBuilder PersistKeysToStackExchangeRedis(IDataProtectionBuilder builder, IConnectionMultiplexer connectionMultiplexer)",
            "Microsoft.AspNetCore.DataProtection.StackExchangeRedisDataProtectionBuilderExtensions: IDataProtectionBuilder PersistKeysToStackExchangeRedis(IDataProtectionBuilder builder, IConnectionMultiplexer connectionMultiplexer, RedisKey key)",
        ],
        StandIn.GetExportedTypes()
            .SelectMany(static type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .OfType<MethodBase>().Select(Describe).Order(StringComparer.Ordinal));

    [Fact]
    public void The_repository_can_be_derived_from_and_is_one_of_data_protection()
    {
        Assert.False(typeof(RedisXmlRepository).IsSealed);
        Assert.Equal([typeof(IXmlRepository)], typeof(RedisXmlRepository).GetInterfaces());
        Assert.All(["GetAllElements", "StoreElement"], static name => Assert.True(typeof(RedisXmlRepository).GetMethod(name)!.IsFinal));
        Assert.True(typeof(StackExchangeRedisDataProtectionBuilderExtensions) is { IsAbstract: true, IsSealed: true });
    }

    private static string Describe(MethodBase method) =>
        $"{method.DeclaringType!.FullName}: {(method is MethodInfo { ReturnType.Name: var returned } ? returned : "Void")} {method.Name}({string.Join(", ", method.GetParameters().Select(static parameter => $"{parameter.ParameterType.Name} {parameter.Name}"))})";
}
