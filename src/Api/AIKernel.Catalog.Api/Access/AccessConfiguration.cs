using System.ComponentModel.DataAnnotations;
namespace AIKernel.Catalog.Api.Access;

/// <summary>Who may do what without a key: the section <c>Access</c>.</summary>
public sealed record AccessConfiguration
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "Access";

    /// <summary>Reads of the catalog: <c>open</c> to everybody, or <c>closed</c> to callers without the scope <c>catalog:read</c>.</summary>
    [AllowedValues(AccessRules.Open, AccessRules.Closed)]
    public string Reads { get; set; } = AccessRules.Open;
    /// <summary>
    /// Writes to the catalog: <c>open</c> to everybody, or <c>closed</c> to callers without the scope <c>catalog:write</c>.
    /// Empty: closed, save in Development to programs on the same machine.
    /// </summary>
    [AllowedValues("", AccessRules.Open, AccessRules.Closed)]
    public string Writes { get; set; } = "";
    /// <summary>
    /// What is for operators (metrics, the detail of health, the cache): <c>open</c> to everybody, or <c>closed</c> to
    /// callers without the scope <c>cache:admin</c>. Empty: closed, save in Development to programs on the same machine.
    /// </summary>
    [AllowedValues("", AccessRules.Open, AccessRules.Closed)]
    public string Operations { get; set; } = "";
    /// <summary>Whether <c>Operations:Port</c>, where it is set, answers operators without a key: for a port that only they can reach.</summary>
    public bool OperatorPortOpen { get; set; }
    /// <summary>Pages of other sites that may call the API.</summary>
    public CorsConfiguration Cors { get; set; } = new();
}

/// <summary>Pages of other sites that may call the API: the section <c>Access:Cors</c>.</summary>
public sealed record CorsConfiguration
{
    /// <summary>Their origins, such as <c>https://catalog.example.com</c>; <c>*</c> for all. Empty: none. Cookies never count for them.</summary>
    public IList<string> Origins { get; } = [];
    /// <summary>For how many seconds a browser may remember the permission.</summary>
    [Range(0, 86_400)]
    public int MaxAgeSeconds { get; set; } = 600;
}
