using System.Runtime.CompilerServices;
using System.Text;

namespace Lockers.Api.Http;

/// <summary>
/// A request's target, taken apart from its raw form: ASP.NET's decoded path can no longer tell <c>%2F</c> from
/// <c>%252F</c>, and has lost dot segments. The route is what endpoints are matched by; the tail is what comes after
/// <c>/store/</c>, <c>/get/</c>, <c>/remove/</c> and the like, still encoded, where anything may be part of a key.
/// Doubled slashes and a trailing one are no part of a route. Taking a target apart allocates nothing.
/// </summary>
internal struct RequestTarget
{
    /// <summary>More segments than any route has.</summary>
    private const int MaxSegments = 10;

    private readonly string _raw;
    private readonly int _end;
    private Segments _segments;
    private int _tail;

    /// <summary>Takes a raw target apart.</summary>
    public RequestTarget(string raw)
    {
        _raw = raw;
        _tail = -1;
        _end = raw.IndexOf('?', StringComparison.Ordinal);
        HasQuery = _end >= 0;
        if (!HasQuery) _end = raw.Length;
        Split(raw.StartsWith('/') ? 0 : PathStart());
    }

    /// <summary>Whether a query follows.</summary>
    public bool HasQuery { get; }

    /// <summary>How many segments the route has, <c>registry</c> before <c>lockers</c> not counted.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it is <c>/registry/…</c> or <c>/lockers/…</c>.</summary>
    public bool IsOurs { get; private set; }

    /// <summary>The raw tail, where there is one.</summary>
    public readonly ReadOnlySpan<char> Tail => _raw.AsSpan(_tail, _end - _tail);

    /// <summary>Whether there is a tail; it may be empty.</summary>
    public readonly bool HasTail => _tail >= 0;

    /// <summary>A segment as it came.</summary>
    public readonly ReadOnlySpan<char> this[int index] => _raw.AsSpan(_segments[index].Start, _segments[index].Length);

    /// <summary>A segment, decoded. An encoded slash shows as U+0000, which no name can hold.</summary>
    public readonly string Decoded(int index) =>
        this[index].Contains('%') ? Percent.Decode(this[index]).Replace('/', '\0') : this[index].ToString();

    /// <summary>The route, decoded, always below <c>/registry</c>, without the tail.</summary>
    public readonly string Route()
    {
        var route = new StringBuilder(_end + 16);
        if (IsOurs) route.Append("/registry");
        for (var i = 0; i < Count; i++) route.Append('/').Append(Decoded(i));
        return route.Length == 0 ? "/" : route.ToString();
    }

    private void Split(int at)
    {
        while (Count < MaxSegments)
        {
            while (at < _end && _raw[at] == '/') at++;
            if (at == _end) return;
            var length = _raw.AsSpan(at, _end - at).IndexOf('/');
            if (length < 0) length = _end - at;
            var start = at;
            at += length;
            if (!IsOurs && Count == 0 && _raw.AsSpan(start, length) is "registry")
            {
                IsOurs = true;
                continue;
            }

            _segments[Count++] = (start, length);
            if (Count == 1 && this[0] is "lockers") IsOurs = true;
            if (!EndsRoute() || at == _end) continue;
            while (at < _end && _raw[at] == '/') at++;
            _tail = at;
            return;
        }
    }

    // Absolute form, http://host/path.
    private readonly int PathStart()
    {
        var scheme = _raw.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? -1 : _raw.IndexOf('/', scheme + 3);
        return path < 0 || path > _end ? _end : path;
    }

    // Whether the last segment is a word with a tail after it.
    private readonly bool EndsRoute() => IsOurs && Count >= 2 && this[0] switch
    {
        "lockers" => EndsLockers(this[Count - 1]),
        "peers" => EndsPeers(this[Count - 1]),
        _ => false,
    };

    // lockers/find/…, lockers/{label}/get/…, lockers/{label}/peers/{peer}/get/…, lockers/{label}/peers/{peer}/{address}/get/…
    private readonly bool EndsLockers(ReadOnlySpan<char> last) => Count switch
    {
        2 => last is "find",
        3 => last is "store" or "get" or "remove" or "dump" or "find",
        5 or 6 => this[2] is "peers" && last is "get",
        _ => false,
    };

    // peers/{peer}/locker/get/…, peers/{peer}/{address}/locker/get/…
    private readonly bool EndsPeers(ReadOnlySpan<char> last) =>
        Count is 4 or 5 && this[Count - 2] is "locker" && last is ("store" or "get" or "remove" or "lock");

    [InlineArray(MaxSegments)]
    private struct Segments
    {
        private (int Start, int Length) _first;
    }
}
