using System.Diagnostics.CodeAnalysis;

namespace AIKernel.Catalog.Validation;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Pointer">
/// Where: a JSON pointer (RFC 6901) into the request's body, empty for the whole. A member name longer than 128
/// characters is cut in it, so that a hostile body cannot make a large answer.
/// </param>
/// <param name="Code">What, for programs: one of <see cref="FaultCodes"/>.</param>
/// <param name="Message">What, for people: one sentence.</param>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "RFC 6901 calls it so.")]
public sealed record Fault(string Pointer, string Code, string Message);
