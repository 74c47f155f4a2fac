using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>
/// Calls a node, and checks of every answer what holds for all. Targets go out as they are written: nothing is escaped,
/// unescaped or normalised on the way.
/// </summary>
public sealed class NodeClient(Uri node) : IDisposable
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(100),
    };

    /// <summary>The node's address.</summary>
    public Uri Address => node;

    /// <summary>Whether it speaks HTTP/2 with prior knowledge; without it, HTTP/1.1.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>Whether it may be told to try again later. Without it, that is a fault.</summary>
    public bool MayBeUnavailable { get; init; }

    public Task<Answer> Get(string target) => Send("GET", target);

    public Task<Answer> Post(string target, string? body = null, string? contentType = "text/plain") =>
        Send("POST", target, body is null ? null : Encoding.UTF8.GetBytes(body), body is null ? null : contentType);

    public Task<Answer> Put(string target) => Send("PUT", target);

    public Task<Answer> Send(string method, string target, byte[]? body = null, string? contentType = null) =>
        Send(method, target, body is null && method is "POST" or "PUT" ? new ByteArrayContent([]) : Content(body), contentType);

    /// <summary>Sends a body as it is, chunked where its length is not known.</summary>
    public async Task<Answer> Send(
        string method, string target, HttpContent? content, string? contentType, IReadOnlyDictionary<string, string>? more = null)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(node.GetLeftPart(UriPartial.Authority) + target, AsWritten));
        request.Content = content;
        if (IsHttp2) (request.Version, request.VersionPolicy) = (System.Net.HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        if (contentType is not null) content?.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in more ?? new Dictionary<string, string>()) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers);
        var answer = new Answer(
            (int)response.StatusCode,
            headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsByteArrayAsync());
        var isUnavailable = MayBeUnavailable && answer.Status == 503 && answer.Headers.ContainsKey("Retry-After");
        if (!isUnavailable && !target.StartsWith("/health/", StringComparison.Ordinal)) Conduct.Check($"{method} {target}", answer);
        return answer;
    }

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent? Content(byte[]? body) => body is null ? null : new(body);
}
