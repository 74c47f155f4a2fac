using Lockers.Conformance.Replay;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Sessions;

/// <summary>Everything that live peers sent, played as they sent it, and what testers asked, in the order in which it came.</summary>
internal sealed class FullSession : IDisposable
{
    private const string FromPeer = "from a peer, ";

    // Whatever the registry would call is not there any more: nobody may be there by chance.
    private static readonly string[] Pods = ["127.0.0.1:8101", "127.0.0.1:8102", "127.0.0.1:8103", "127.0.0.1:8104"];

    private readonly LockersNode _node;
    private readonly HttpClient _http2 = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Dictionary<string, RawConnection> _connections = [];

    private FullSession(LockersNode node) => _node = node;

    /// <summary>Plays a recording.</summary>
    public static async Task<ReplayReport> Run(string file)
    {
        await using var node = await LockersNode.Start();
        using var session = new FullSession(node);
        var addresses = Pods.Zip(FreePort.Several(Pods.Length), (pod, port) => (pod, Mapped: $"127.0.0.1:{port}")).ToList();
        var report = new ReplayReport(file);
        string Mapped(string line) =>
            addresses.Aggregate(line, (mapped, address) => mapped.Replace(address.pod, address.Mapped, StringComparison.Ordinal));
        foreach (var (i, line) in Recordings.Lines(file, Mapped).Index()) report.Add(i + 1, line, await session.Ask(line));
        return report;
    }

    public void Dispose()
    {
        _http2.Dispose();
        foreach (var connection in _connections.Values) connection.Dispose();
    }

    private async Task<Answer> Ask(Recording line)
    {
        var isOfNames = line.Note.Length == 0 && line.Method == "POST";
        if (!isOfNames && !line.Note.StartsWith(FromPeer, StringComparison.Ordinal))
            return await _node.Client.Send(line.Method, line.Uri, line.BodyBytes, line.Headers.GetValueOrDefault("Content-Type"));
        return line.Note.EndsWith("h2-prior", StringComparison.Ordinal) ? await Http2(line) : await Http1(line);
    }

    private async Task<Answer> Http1(Recording line)
    {
        var pod = line.Uri.Split('/')[3];
        if (!_connections.TryGetValue(pod, out var connection)) _connections[pod] = connection = await RawConnection.Open(_node.Address);
        return await connection.Exchange(
            line.Method, line.Uri, line.Body, "User-Agent: Go-http-client/1.1", $"Content-Type: {Type(line)}", "Accept-Encoding: gzip");
    }

    private async Task<Answer> Http2(Recording line)
    {
        var target = new Uri(
            _node.Address.GetLeftPart(UriPartial.Authority) + line.Uri, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new(line.Method), target);
        request.Version = System.Net.HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Content = new ByteArrayContent(line.BodyBytes ?? []);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", Type(line));
        using var response = await _http2.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers);
        return new(
            (int)response.StatusCode,
            headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsByteArrayAsync());
    }

    private static string Type(Recording line) => line.Headers.GetValueOrDefault("Content-Type") ?? line.RequestType ?? "application/json";
}
