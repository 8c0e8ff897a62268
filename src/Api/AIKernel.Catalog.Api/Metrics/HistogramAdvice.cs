using System.Diagnostics.Metrics;

namespace AIKernel.Catalog.Api.Metrics;

/// <summary>The bucket bounds that an instrument's author advises.</summary>
internal static class HistogramAdvice
{
    public static IEnumerable<double>? Of(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => bounds,
        Histogram<float> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => bounds.Select(static bound => (double)bound),
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => bounds.Select(static bound => (double)bound),
        Histogram<int> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => bounds.Select(static bound => (double)bound),
        _ => null,
    };
}
