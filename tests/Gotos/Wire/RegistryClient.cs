using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Lockers.Gotos.Wire;

/// <summary>What a peer sends to its registry: HTTP/1.1, and from 0.9 on results and events as HTTP/2 with prior knowledge.</summary>
internal sealed class RegistryClient : IDisposable
{
    private const string Json = "application/json";
    private const int MaxAnswer = 16 * 1024 * 1024;
    private const int StreamWindow = 4 * 1024 * 1024;
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly GotoPeerOptions _peer;
    private readonly GotoDialect _dialect;
    private readonly string _base;
    private readonly AuthenticationHeaderValue? _credentials;
    private readonly HttpClient _http1 = Client(HttpVersion.Version11);
    private readonly HttpClient _http2 = Client(HttpVersion.Version20);

    public RegistryClient(GotoPeerOptions peer, GotoDialect dialect)
    {
        _peer = peer;
        _dialect = dialect;
        _base = $"{peer.Registry.Scheme}://{peer.Registry.Authority}/registry/peers";
        if (peer.Registry.UserInfo is { Length: > 0 } user)
            _credentials = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user))));
    }

    /// <summary>Sends what goes as HTTP/1.1 in every generation.</summary>
    public Task<RegistryAnswer> Post(string path, string body, CancellationToken stop) => Send(_http1, path, body, Json, stop);

    /// <summary>Sends results or an event.</summary>
    public Task<RegistryAnswer> Report(string path, string body, CancellationToken stop) =>
        Send(_dialect.UsesHttp2 ? _http2 : _http1, path, body, Json, stop);

    /// <summary>Deregisters: the one request without a body has a type of its own.</summary>
    public Task<RegistryAnswer> Deregister(CancellationToken stop) =>
        Send(_http1, $"/{_peer.Name}/remove/{_peer.Address}", "", "plain/text", stop);

    public void Dispose()
    {
        _http1.Dispose();
        _http2.Dispose();
    }

    private static HttpClient Client(Version version) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        InitialHttp2StreamWindowSize = StreamWindow,
    })
    {
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        MaxResponseContentBufferSize = MaxAnswer,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private async Task<RegistryAnswer> Send(HttpClient http, string path, string body, string type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_base + GoPath.Target(path), AsWritten));
        request.Version = http.DefaultRequestVersion;
        request.VersionPolicy = http.DefaultVersionPolicy;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.TryAddWithoutValidation("User-Agent", $"Go-http-client/{request.Version}");
        request.Headers.Authorization = _credentials;
        using var late = new CancellationTokenSource(_peer.Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(either.Token));
        }
        catch (HttpRequestException error)
        {
            return new(0, error.Message);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return new(0, $"No answer within {_peer.Patience.TotalSeconds} s.");
        }
    }
}
