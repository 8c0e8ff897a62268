namespace AIKernel.Catalog.Api.Http;

/// <summary>A way in which a request can fail: the stable code that clients branch on, its status and its one-line title.</summary>
internal sealed record ProblemKind(string Code, int Status, string Title)
{
    /// <summary>The problem document's <c>type</c>.</summary>
    public string Type => "urn:aikernel:problem:" + Code;

    public static readonly ProblemKind BadQuery = new("bad-query", 400, "The query string is not acceptable");
    public static readonly ProblemKind BadCursor = new("bad-cursor", 400, "The cursor does not belong to this query");
    public static readonly ProblemKind BadHeader = new("bad-header", 400, "A request header is malformed");
    public static readonly ProblemKind BadPosition = new("bad-position", 400, "Catalog-Position is not a position");
    public static readonly ProblemKind BadBody = new("bad-body", 400, "The body does not say what is asked for");
    public static readonly ProblemKind BadKey = new("bad-key", 400, "The address names no key");
    public static readonly ProblemKind BadRequest = new("bad-request", 400, "The request is malformed");
    public static readonly ProblemKind InvalidJson = new("invalid-json", 400, "The body is not JSON");
    public static readonly ProblemKind InvalidUtf8 = new("invalid-utf8", 400, "The body is not UTF-8");
    public static readonly ProblemKind InvalidGzip = new("invalid-gzip", 400, "The body is not gzip");
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "Who asks must say who he is");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "The caller may not do this");
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is no such thing in the catalog");
    public static readonly ProblemKind UnknownRoute = new("unknown-route", 404, "There is nothing at this address");
    public static readonly ProblemKind SourceNotFound = new("source-not-found", 404, "The relationship's source does not exist");
    public static readonly ProblemKind TargetNotFound = new("target-not-found", 404, "The relationship's target does not exist");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "The address does not have this method");
    public static readonly ProblemKind RequestTimeout = new("request-timeout", 408, "The request came too slowly");
    public static readonly ProblemKind KeyExists = new("key-exists", 409, "Kind, namespace and name are taken");
    public static readonly ProblemKind Duplicate = new("duplicate", 409, "The two are related so already");
    public static readonly ProblemKind Cycle = new("cycle", 409, "The relationship would close a cycle");
    public static readonly ProblemKind Gone = new("gone", 410, "The resource is deleted");
    public static readonly ProblemKind PreconditionFailed = new("precondition-failed", 412, "The precondition does not hold");
    public static readonly ProblemKind BodyTooLarge = new("body-too-large", 413, "The body is too large");
    public static readonly ProblemKind TooManyItems = new("too-many-items", 413, "Too many items are asked for at once");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415, "The body's type or coding is not understood here");
    public static readonly ProblemKind Invalid = new("validation-failed", 422, "The content breaks rules of the catalog");
    public static readonly ProblemKind KindMismatch = new("kind-mismatch", 422, "A resource's kind cannot change");
    public static readonly ProblemKind PreconditionRequired = new("precondition-required", 428, "If-Match is missing");
    public static readonly ProblemKind RateLimited = new("rate-limited", 429, "Too many requests");
    public static readonly ProblemKind Internal = new("internal-error", 500, "The server failed");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "The database cannot be reached");
    public static readonly ProblemKind SessionsUnavailable = new("sessions-unavailable", 503, "Sessions cannot be reached");
    public static readonly ProblemKind WriteBehindUnavailable = new("write-behind-unavailable", 503, "Values cannot be written behind");
    public static readonly ProblemKind Starting = new("starting", 503, "The server is starting");

    public static readonly ProblemKind NotCached = new("not-cached", 504, "The cache does not hold what was asked of it alone");

    /// <summary>The kind for a refusal that came from below the handlers as a bare status.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => UnknownRoute,
        405 => MethodNotAllowed,
        408 => RequestTimeout,
        413 => BodyTooLarge,
        415 => UnsupportedMediaType,
        503 => Unavailable,
        < 500 => BadRequest with { Status = status },
        _ => Internal with { Status = status },
    };
}
