namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>A source of settings that may find something wrong before anybody asks it.</summary>
internal interface IFaultySource
{
    /// <summary>What is wrong, each in a sentence that says where.</summary>
    IReadOnlyList<string> Faults { get; }
}
