using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AIKernel.LocalServers;

/// <summary>A conversation with one private Redis or Sentinel on this machine: commands and their answers, one after the other.</summary>
internal sealed class RedisTalk : IDisposable
{
    private readonly TcpClient _client = new();
    private Stream _stream = Stream.Null;
    private StreamReader _answers = StreamReader.Null;

    /// <summary>Connects and signs in. Whoever listens there is not known yet: see what it answers to PING.</summary>
    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="IOException">It hung up, or it is no Redis.</exception>
    public static async Task<RedisTalk> BeginAsync(int port, RedisLogin login, CancellationToken ct)
    {
        var talk = new RedisTalk();
        try
        {
            await talk._client.ConnectAsync(IPAddress.Loopback, port, ct);
            talk._stream = login.Tls is { } tls ? await talk.EncryptAsync(tls, ct) : talk._client.GetStream();
            talk._answers = new StreamReader(talk._stream, Encoding.UTF8);
            if (login.Password is { Length: > 0 } password)
                await talk.AskAsync(login.User is { } user ? ["AUTH", user, password] : ["AUTH", password], ct);
            return talk;
        }
        catch
        {
            talk.Dispose();
            throw;
        }
    }

    /// <summary>Its answer as text: the parts of a list one a line, an error with its '-' in front.</summary>
    public async Task<string> AskAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"*{command.Count}\r\n"));
        foreach (var word in command)
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");

        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        return await ReadAsync(ct);
    }

    public void Dispose()
    {
        _answers.Dispose();
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task<string> ReadAsync(CancellationToken ct)
    {
        var line = await _answers.ReadLineAsync(ct) ?? throw new IOException("The server hung up.");
        switch (line.Length > 0 ? line[0] : ' ')
        {
            case '+' or ':':
                return line[1..];
            case '-':
                return line;
            case '$':
                return await ReadTextAsync(Length(line), ct);
            case '*':
                var parts = new List<string>();
                for (var left = Length(line); left > 0; left--)
                    parts.Add(await ReadAsync(ct));
                return string.Join('\n', parts);
            default:
                throw new IOException("What listens there is no Redis.");
        }
    }

    /// <summary>All that these servers say is ASCII, so a character is a byte.</summary>
    private async Task<string> ReadTextAsync(int length, CancellationToken ct)
    {
        if (length < 0)
            return "";

        var text = new char[length + 2];
        if (await _answers.ReadBlockAsync(text, ct) < text.Length)
            throw new IOException("The server hung up.");
        return new string(text, 0, length);
    }

    private static int Length(string line) => int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);

    private async Task<Stream> EncryptAsync(RedisTls tls, CancellationToken ct)
    {
        using var own = tls.ReadCertificate();
        // The very certificate the server was given, whatever a client would think of it: it may be a wrong one on purpose.
        var encrypted = new SslStream(_client.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null && shown.GetCertHashString() == own.Thumbprint);
        X509CertificateCollection certificates = tls.RequireClientCertificate ? [own] : [];
        await encrypted.AuthenticateAsClientAsync(new() { TargetHost = "localhost", ClientCertificates = certificates }, ct);
        return encrypted;
    }
}

/// <summary>As whom, and how, a private Redis is spoken to.</summary>
internal sealed record RedisLogin(string? User, string? Password, RedisTls? Tls)
{
    /// <summary>The parts of a StackExchange.Redis connection string that follow the endpoints.</summary>
    public string Options => string.Concat(User is null ? "" : $",user={User}", Password is null ? "" : $",password={Password}", Tls is null ? "" : ",ssl=true");

    /// <summary>One command, its answer.</summary>
    public async Task<string> AskAsync(int port, IReadOnlyList<string> command, CancellationToken ct)
    {
        using var talk = await RedisTalk.BeginAsync(port, this, ct);
        return await talk.AskAsync(command, ct);
    }

    /// <summary>One command that must not be refused.</summary>
    /// <exception cref="LocalServerException">It was refused.</exception>
    public async Task<string> RequireAsync(int port, CancellationToken ct, params string[] command)
    {
        var answer = await AskAsync(port, command, ct);
        return answer.StartsWith('-')
            ? throw new LocalServerException($"{command[0]} {command.ElementAtOrDefault(1)} was refused by the Redis at {port}: {answer[1..]}")
            : answer;
    }
}
