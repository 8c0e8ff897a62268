namespace AIKernel.Catalog.Values;

/// <summary>One page of a keyset-paged answer.</summary>
/// <param name="Items">The items in the order of the query.</param>
/// <param name="NextCursor">Where the next page starts, or null on the last one.</param>
public sealed record Page<T>(ValueList<T> Items, string? NextCursor);
