using System.ComponentModel.DataAnnotations;

namespace AIKernel.Catalog.Api.Metrics;

/// <summary>How the metrics pages name what is ours: the section <c>Metrics</c>.</summary>
public sealed record MetricsConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Metrics";

    /// <summary>
    /// What the names of our metrics begin with. Empty: they have no prefix, and the cache's main ones the short names <c>cache_hits_total{cache_type}</c>,
    /// <c>cache_misses_total{cache_type}</c>, <c>cache_latency_seconds{operation}</c> and <c>cache_size_bytes</c>. The shipped alerts and dashboards need the default.
    /// </summary>
    [RegularExpression("^([a-z][a-z0-9_]{0,30}_)?$", ErrorMessage = "must be empty, or up to 32 of a-z, 0-9 and '_' that begin with a letter and end in '_'.")]
    public string Prefix { get; set; } = MetricVocabulary.DefaultPrefix;
}
