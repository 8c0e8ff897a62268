using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Binding;

/// <summary>StackExchange.Redis as the runtime sees it: its references resolved, its methods compiled.</summary>
internal static class BoundAssembly
{
    internal static Assembly Redis => typeof(ConnectionMultiplexer).Assembly;

    internal static Assembly Pipelines => typeof(global::Pipelines.Sockets.Unofficial.SocketConnection).Assembly;

    internal static Assembly Hashing => typeof(System.IO.Hashing.XxHash3).Assembly;

    /// <summary>What stands for type variables inside generic code: one of these meets every constraint there is.</summary>
    internal static IReadOnlyList<Type> TypeArguments { get; } =
        [typeof(object), typeof(int), typeof(Action), typeof(DayOfWeek), typeof(IDatabase), typeof(RedisErrorEventArgs)];

    /// <summary>Every type and member reference in the metadata, with what it resolves to or the exception.</summary>
    internal static IEnumerable<(int Token, MemberInfo? Member, Exception? Failure)> ResolveAllReferences()
    {
        using var file = new PEReader(File.OpenRead(Redis.Location));
        var metadata = file.GetMetadataReader();
        var types = Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.TypeRef)).Select(row => 0x01000000 | row);
        var members = Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.MemberRef)).Select(row => 0x0A000000 | row);
        foreach (var token in types.Concat(members)) yield return Resolve(token);
    }

    /// <summary>Every method with a body, declared by a type of the assembly.</summary>
    internal static IEnumerable<MethodBase> Bodies()
    {
        const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        return Redis.GetTypes()
            .SelectMany(type => type.GetMethods(all).Concat<MethodBase>(type.GetConstructors(all)))
            .Where(method => method.GetMethodBody() is not null);
    }

    private static (int Token, MemberInfo? Member, Exception? Failure) Resolve(int token)
    {
        Exception? last = null;
        foreach (var candidate in TypeArguments)
        {
            try
            {
                Type[] anything = [.. Enumerable.Repeat(candidate, 8)];
                return (token, Redis.ManifestModule.ResolveMember(token, anything, anything), null);
            }
            catch (Exception failure)
            {
                last = failure; // either the reference is broken, which the others show too, or this type misses a constraint
            }
        }

        return (token, null, last);
    }
}
