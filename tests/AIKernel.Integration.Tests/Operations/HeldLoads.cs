using System.Reflection;
using AIKernel.Catalog.Resources;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>A repository whose one read, of a resource by its id, is the test's.</summary>
public class HeldLoads : DispatchProxy
{
    private Func<Guid, CancellationToken, Task<Resource?>> _load = null!;

    public static IResourceRepository With(Func<Guid, CancellationToken, Task<Resource?>> load)
    {
        var repository = Create<IResourceRepository, HeldLoads>();
        ((HeldLoads)(object)repository)._load = load;
        return repository;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IResourceRepository.GetAsync)
        ? new ValueTask<Resource?>(_load((Guid)args![0]!, (CancellationToken)args[1]!))
        : throw new NotSupportedException(targetMethod.Name);

    /// <summary>A resource with this id.</summary>
    internal static Resource Resource(Guid id) => new()
    {
        Kind = "model", Namespace = "a", Name = "b", Title = "b", Id = id, Version = 1, Revision = 1, ContentHash = "", CreatedAt = default, UpdatedAt = default,
    };
}
