namespace AIKernel.Catalog.Api.Metrics;

/// <summary>The types of Prometheus that instruments map to.</summary>
internal enum MetricKind
{
    /// <summary>Only rises.</summary>
    Counter,
    /// <summary>Rises and falls.</summary>
    Gauge,
    /// <summary>A distribution in cumulative buckets.</summary>
    Histogram,
}
