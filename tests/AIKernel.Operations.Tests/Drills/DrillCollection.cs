namespace AIKernel.Operations.Tests.Drills;

/// <summary>Drills, one after the other and with nothing beside them: on a machine without time left a node answers late, and rightly 503, whatever Redis does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DrillCollection
{
    public const string Name = "drills";
}
