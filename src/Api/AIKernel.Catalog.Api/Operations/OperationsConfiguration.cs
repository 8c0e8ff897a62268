using System.ComponentModel.DataAnnotations;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>What is for operators: the section <c>Operations</c>.</summary>
public sealed record OperationsConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Operations";

    /// <summary>A port that serves operators' routes and probes and nothing else; they are then not served on the others. 0: none.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }
    /// <summary>The address that port is opened on: an IP address, <c>localhost</c>, or <c>*</c> for all. Loopback by default.</summary>
    public string Address { get; set; } = "127.0.0.1";
    /// <summary>How often a node adds what was read most on it to the count of all nodes, in seconds; 0: each node counts for itself.</summary>
    [Range(0, 86_400)]
    public int MostReadIntervalSeconds { get; set; } = 60;
    /// <summary>How many replicas each master of the cache's Redis is to have; with fewer <c>/health</c> is degraded. 0: nobody looks.</summary>
    [Range(0, 100)]
    public int CacheReplicas { get; set; }
    /// <summary>How many listeners <c>/events</c> has at most.</summary>
    [Range(0, 1_000)]
    public int EventListeners { get; set; } = 32;
}
