using System.Net;
using System.Net.Http.Headers;

namespace AIKernel.Cli.Importing;

/// <summary>A file as the body of a request, telling how many of its bytes are out.</summary>
internal sealed class FileBody : HttpContent
{
    private const int Piece = 64 * 1024;
    private readonly FileStream _file;
    private readonly Action<long> _sent;

    public FileBody(FileStream file, Action<long> sent)
    {
        (_file, _sent) = (file, sent);
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (Gzip.Detect(file))
            Headers.ContentEncoding.Add("gzip");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _file.Position = 0;
        var piece = new byte[Piece];
        for (var sent = 0L; await _file.ReadAsync(piece, cancellationToken) is > 0 and var length;)
        {
            await stream.WriteAsync(piece.AsMemory(0, length), cancellationToken);
            _sent(sent += length);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _file.Length;
        return true;
    }
}
