using System.ComponentModel.DataAnnotations;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>How the process ends (section <c>Hosting</c>).</summary>
internal sealed class DrainOptions
{
    public const string SectionName = "Hosting";

    /// <summary>For how long requests are still taken after the order to stop, while load balancers learn that the node is not ready.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.Zero;
    /// <summary>How long requests under way may take after that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0010000", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);
}
