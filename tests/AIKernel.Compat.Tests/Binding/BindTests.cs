using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace AIKernel.Compat.Tests.Binding;

public sealed class BindTests(ITestOutputHelper output)
{
    [Fact]
    public void The_replacements_are_used_with_the_one_version_they_were_checked_against()
    {
        var version = BoundAssembly.Redis.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Assert.True(
            version.Split('+', '-')[0] == "2.13.23",
            $"StackExchange.Redis is {version}. The replacements in src/Compat were written for 2.13.23: check every test here, then change this one.");
    }

    [Fact]
    public void The_assembly_versions_are_those_the_reference_asks_for()
    {
        foreach (var replacement in (Assembly[])[BoundAssembly.Pipelines, BoundAssembly.Hashing])
        {
            var asked = BoundAssembly.Redis.GetReferencedAssemblies().Single(name => name.Name == replacement.GetName().Name);
            Assert.Equal(asked.Version, replacement.GetName().Version);
        }
    }

    [Fact]
    public void Every_reference_resolves()
    {
        var all = BoundAssembly.ResolveAllReferences().ToList();
        Assert.Empty(all.Where(one => one.Failure is not null).Select(one => $"{one.Token:x8}: {one.Failure!.Message}"));

        var pipelines = all.Where(one => AssemblyOf(one.Member!) == BoundAssembly.Pipelines).ToList();
        var hashing = all.Where(one => AssemblyOf(one.Member!) == BoundAssembly.Hashing).ToList();
        output.WriteLine($"{all.Count} references, {pipelines.Count} into Pipelines.Sockets.Unofficial, {hashing.Count} into System.IO.Hashing");
        Assert.InRange(pipelines.Count, 60, 200);
        Assert.InRange(hashing.Count, 2, 2);
    }

    [Fact]
    public void Every_method_body_compiles()
    {
        var compiled = 0;
        var open = 0;
        var failures = new List<string>();
        foreach (var method in BoundAssembly.Bodies())
        {
            if (!TryClose(method, out var typeArguments))
            {
                open++;
                continue;
            }

            try
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle, typeArguments);
                compiled++;
            }
            catch (Exception failure)
            {
                failures.Add($"{method.DeclaringType}.{method.Name}: {failure.GetType().Name} {failure.Message}");
            }
        }

        output.WriteLine($"{compiled} bodies compiled, {open} left out: no type is known that meets their constraints");
        Assert.Empty(failures);
        Assert.True(compiled > 5000, $"only {compiled} bodies");
        Assert.True(open < compiled / 100, $"{open} left out");
    }

    private static Assembly AssemblyOf(MemberInfo member) => (member as Type ?? member.DeclaringType)?.Assembly ?? BoundAssembly.Redis;

    /// <summary>Type arguments for the method's type and for the method itself, if some of these meet the constraints.</summary>
    private static bool TryClose(MethodBase method, out RuntimeTypeHandle[]? arguments)
    {
        arguments = null;
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        var ofMethod = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        if (ofType.Length + ofMethod.Length == 0) return true;
        foreach (var candidate in BoundAssembly.TypeArguments)
        {
            try
            {
                var closed = ofType.Length > 0 ? method.DeclaringType.MakeGenericType([.. ofType.Select(_ => candidate)]) : method.DeclaringType;
                if (ofMethod.Length > 0) ((MethodInfo)method).MakeGenericMethod([.. ofMethod.Select(_ => candidate)]);
                Assert.NotNull(closed);
                arguments = [.. Enumerable.Repeat(candidate.TypeHandle, ofType.Length + ofMethod.Length)];
                return true;
            }
            catch (ArgumentException)
            {
                // The constraints say no: try the next.
            }
        }

        return false;
    }
}
