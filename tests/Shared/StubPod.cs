using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>A pod that notes what it is sent, and answers as a test says. It writes its answers byte for byte, bad ones included.</summary>
public sealed class StubPod : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Of those that the system does not give to others: nobody listens there when the pod has gone.
    private readonly TcpListener _listener = new(IPAddress.Loopback, FreePort.Several(1)[0]);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<StubRequest> _requests = new();
    private readonly Func<StubRequest, StubAnswer> _answer;
    private readonly Task _accepting;
    private readonly long _begun = TimeProvider.System.GetTimestamp();

    /// <summary>A pod that answers each request by a function.</summary>
    public StubPod(Func<StubRequest, StubAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = _listener.LocalEndpoint.ToString()!;
        _accepting = Accept();
    }

    /// <summary>A pod that answers each request with a status.</summary>
    public StubPod(int status = 200)
        : this(_ => StubAnswer.Of(status))
    {
    }

    /// <summary>Its address, <c>127.0.0.1:port</c>.</summary>
    public string Address { get; }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it was sent so far, in order.</summary>
    public IReadOnlyList<StubRequest> Requests => [.. _requests];

    /// <summary>Method and target of each request so far.</summary>
    public IEnumerable<string> Lines => _requests.Select(request => request.Line);

    /// <summary>
    /// What it was sent so far, each call once: one that is not answered within two seconds is sent again. As long as none can have waited that long, all
    /// are there.
    /// </summary>
    public IReadOnlyList<StubRequest> Calls => TimeProvider.System.GetElapsedTime(_begun) < Patience
        ? Requests
        : WithoutRepeats(Requests);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _listener.Dispose();
    }

    private static List<StubRequest> WithoutRepeats(IReadOnlyList<StubRequest> requests) =>
        [.. requests.Where((request, at) => at == 0 || !request.IsAgain(requests[at - 1]))];

    private async Task Accept()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(Serve(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await StubRequest.Read(stream, _end.Token) is { } request)
                {
                    var answer = _answer(request);
                    _requests.Enqueue(request);
                    if (!await answer.Write(client, stream, _end.Token)) return;
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
            {
                // The other side has gone, or the test is over.
            }
        }
    }
}

/// <summary>A request as it came.</summary>
public sealed record StubRequest(string Method, string Target, string Version, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>Method and target.</summary>
    public string Line => $"{Method} {Target}";

    /// <summary>Whether it asks the same as another one.</summary>
    public bool IsAgain(StubRequest other) => (Line, Body) == (other.Line, other.Body);

    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The next request of a connection; null at its end.</summary>
    internal static async Task<StubRequest?> Read(NetworkStream stream, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop) == 0) return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = lines[1..].Select(line => line.Split(": ", 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1])).ToList();
        var request = new StubRequest(first[0], first[1], first[2], headers, "");
        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, stop);
        return request with { Body = Encoding.UTF8.GetString(body) };
    }
}

/// <summary>What a pod does with a request.</summary>
public sealed record StubAnswer(byte[] Bytes, StubEnd End = StubEnd.GoesOn)
{
    /// <summary>An answer with a status and a body.</summary>
    public static StubAnswer Of(int status, string body = "", string type = "text/plain", string headers = "") => Raw(
        $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");

    /// <summary>These bytes.</summary>
    public static StubAnswer Raw(string bytes, StubEnd end = StubEnd.GoesOn) => new(Encoding.UTF8.GetBytes(bytes), end);

    /// <summary>No answer, while the connection stays.</summary>
    public static StubAnswer Hang { get; } = new([], StubEnd.Hangs);

    /// <summary>Writes it.</summary>
    /// <returns>Whether the connection goes on.</returns>
    internal async Task<bool> Write(TcpClient client, NetworkStream stream, CancellationToken stop)
    {
        await stream.WriteAsync(Bytes, stop);
        switch (End)
        {
            case StubEnd.Hangs:
                await stream.CopyToAsync(Stream.Null, stop);
                return false;
            case StubEnd.Resets:
                client.LingerState = new LingerOption(true, 0);
                return false;
            case StubEnd.NeverEnds:
                while (true) await stream.WriteAsync(new byte[16 * 1024], stop);
            default:
                return End == StubEnd.GoesOn;
        }
    }
}

/// <summary>What a pod does behind the bytes of its answer.</summary>
public enum StubEnd
{
    /// <summary>It reads the next request.</summary>
    GoesOn,

    /// <summary>It closes the connection.</summary>
    Closes,

    /// <summary>It resets the connection.</summary>
    Resets,

    /// <summary>It does nothing, until the other side closes the connection.</summary>
    Hangs,

    /// <summary>It sends on and on.</summary>
    NeverEnds,
}
