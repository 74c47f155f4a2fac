using System.Net.Sockets;
using System.Text;
using Lockers.Gotos.Results;
using Lockers.Gotos.Wire;

namespace Lockers.Gotos.Running;

/// <summary>Calls targets, as often as they are to be called again.</summary>
internal sealed class Caller(GotoPeerOptions peer, GotoDialect dialect) : IDisposable
{
    private const int MaxRetries = 100;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Calls a target once, and again where it says so.</summary>
    public async Task<CallResult> Call(TargetSpec target, CancellationToken stop)
    {
        var retries = 0;
        string? reason = null;
        while (true)
        {
            var result = await Once(target, stop);
            var retriable = result.Code == 0 || target.RetriableStatusCodes?.Contains(result.Code) == true;
            if (!retriable || retries >= Math.Min(target.Retries ?? 0, MaxRetries)) return result with { Retries = retries, RetryReason = reason };
            retries++;
            reason = result.Status;
            await Task.Delay(GoDuration.Parse(target.RetryDelay ?? "1s"), peer.Clock, stop);
        }
    }

    /// <summary>Gets a URL's answer as text, or null where there is none.</summary>
    public async Task<string?> Get(string url, CancellationToken stop)
    {
        try
        {
            return await _http.GetStringAsync(new Uri(url), stop);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<CallResult> Once(TargetSpec target, CancellationToken stop)
    {
        var uri = new Uri(target.Url!);
        using var request = new HttpRequestMessage(new(target.Method!), uri);
        if (target.Body is { Length: > 0 } body) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in target.Sent) request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("From-Goto", peer.Name);
        request.Headers.TryAddWithoutValidation("From-Goto-Host", dialect.HostLabel(peer, peer.Port));
        var from = peer.Clock.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, stop);
            var headers = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => (IReadOnlyList<string>)[.. header.Value]);
            var code = (int)response.StatusCode;
            return new(uri.AbsolutePath, $"{code} {response.ReasonPhrase}", code, headers, 0, null, peer.Clock.GetUtcNow(), peer.Clock.GetElapsedTime(from));
        }
        catch (HttpRequestException error)
        {
            var why = error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "connection refused" : "EOF";
            var method = char.ToUpperInvariant(target.Method![0]) + target.Method[1..].ToLowerInvariant();
            var text = $"{method} \"{target.Url}\": dial tcp {uri.Host}:{uri.Port}: connect: {why}";
            var called = dialect.HasLaterResults ? "" : uri.AbsolutePath;
            return new(called, text, 0, new Dictionary<string, IReadOnlyList<string>>(), 0, null, peer.Clock.GetUtcNow(), peer.Clock.GetElapsedTime(from));
        }
    }
}
