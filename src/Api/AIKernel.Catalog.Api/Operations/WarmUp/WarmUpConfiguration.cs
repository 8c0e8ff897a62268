using System.ComponentModel.DataAnnotations;

namespace AIKernel.Catalog.Api.Operations.WarmUp;

/// <summary>What a node loads before it is ready, and again now and then: the section <c>WarmUp</c>.</summary>
public sealed record WarmUpConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "WarmUp";

    /// <summary>Whether a node loads what is read most before it says that it is ready.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>How many resources that are.</summary>
    [Range(1, 1_000)]
    public int Resources { get; set; } = 100;
    /// <summary>After how many seconds a node is ready, however far it got.</summary>
    [Range(1, 600)]
    public int DeadlineSeconds { get; set; } = 30;
    /// <summary>How many are loaded side by side.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 4;
    /// <summary>How often one of the nodes loads again what is read most and has expired, in minutes; 0: never.</summary>
    [Range(0, 1_440)]
    public int RefreshMinutes { get; set; } = 15;
}
