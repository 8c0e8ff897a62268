namespace AIKernel.Caching;

/// <summary>No tier holds a valid answer, and the call asked that the source not be asked for one.</summary>
public sealed class NotCachedException() : Exception("No tier holds a valid answer, and the source was not to be asked.");
