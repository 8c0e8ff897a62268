namespace AIKernel.Catalog.Api.Http;

/// <summary>The sender's body is not the gzip it claims to be. A type of its own, since InvalidDataException could be ours.</summary>
internal sealed class InvalidGzipException(Exception cause) : Exception(cause.Message, cause);
