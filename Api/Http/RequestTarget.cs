using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Api.Http;

/// <summary>
/// A request's target, taken apart from its raw form: ASP.NET's decoded path can no longer tell <c>%2F</c> from
/// <c>%252F</c>, and has lost dot segments. The route is what endpoints are matched by; the tail is what comes after
/// <c>/store/</c>, <c>/get/</c>, <c>/remove/</c> and the like, still encoded, where anything may be part of a key.
/// In <c>/registry/context/{context}/lockers/…</c> the context stands apart: what follows is taken as it is without one.
/// Doubled slashes and a trailing one are no part of a route, but noted: <see cref="EmptySegments"/> says where they are refused.
/// Taking a target apart allocates nothing.
/// </summary>
internal struct RequestTarget
{
    /// <summary>More segments than any route has.</summary>
    private const int MaxSegments = 10;

    private readonly string _raw;
    private readonly int _start;
    private readonly int _end;
    private Segments _segments;
    private (int Start, int Length) _context;
    private bool _isBelowContext;
    private int _routeEnd;
    private int _tail;
    private int _tailEnd;

    /// <summary>Takes a raw target apart.</summary>
    public RequestTarget(string raw)
    {
        _raw = raw;
        _tail = -1;
        _end = raw.IndexOf('?', StringComparison.Ordinal);
        HasQuery = _end >= 0;
        if (!HasQuery) _end = raw.Length;
        _start = raw.StartsWith('/') ? 0 : PathStart();
        _routeEnd = _end;
        Split();
    }

    /// <summary>The target of a request. It is taken apart each time: to keep it, or to look for it, costs more.</summary>
    public static RequestTarget Of(HttpContext context) => new(Raw(context));

    /// <summary>The target as it came.</summary>
    public static string Raw(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>Whether a query follows.</summary>
    public bool HasQuery { get; private set; }

    /// <summary>Whether slashes are doubled in the route, or one stands at its end.</summary>
    public bool HasEmpty { get; private set; }

    /// <summary>How many segments the route has, <c>registry</c> before <c>lockers</c> and the two of a context not counted.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it is <c>/registry/…</c> or <c>/lockers/…</c>.</summary>
    public bool IsOurs { get; private set; }

    /// <summary>Whether it names a context.</summary>
    public readonly bool HasContext => _context.Length > 0;

    /// <summary>The context, decoded; empty where there is none.</summary>
    public readonly string Context => HasContext ? Percent.Decode(_raw.AsSpan(_context.Start, _context.Length)) : "";

    /// <summary>The raw tail, where there is one.</summary>
    public readonly ReadOnlySpan<char> Tail => _raw.AsSpan(_tail, _tailEnd - _tail);

    /// <summary>Whether there is a tail; it may be empty.</summary>
    public readonly bool HasTail => _tail >= 0;

    /// <summary>A segment as it came.</summary>
    public readonly ReadOnlySpan<char> this[int index] => _raw.AsSpan(_segments[index].Start, _segments[index].Length);

    /// <summary>A segment, decoded.</summary>
    public readonly string Decoded(int index) => this[index].Contains('%') ? Percent.Decode(this[index]) : this[index].ToString();

    /// <summary>
    /// The route, decoded, always below <c>/registry</c>, without the tail. A slash inside of a segment is U+0000 here, which no
    /// request can hold: see <see cref="Unrouted"/>.
    /// </summary>
    public readonly string Route()
    {
        var route = new StringBuilder(_end + 16);
        if (IsOurs) route.Append("/registry");
        if (_isBelowContext) route.Append("/context");
        if (HasContext) route.Append('/').Append(Context.Replace('/', '\0'));
        for (var i = 0; i < Count; i++) route.Append('/').Append(Decoded(i).Replace('/', '\0'));
        return route.Length == 0 ? "/" : route.ToString();
    }

    /// <summary>What part of a route that was matched stands for.</summary>
    public static string Unrouted(string route) => route.Replace('\0', '/');

    /// <summary>The path up to the tail, as it came.</summary>
    public readonly ReadOnlySpan<char> Written => _raw.AsSpan(_start, _routeEnd - _start);

    private void Split()
    {
        var at = _start;
        while (Count < MaxSegments)
        {
            var slashes = at;
            while (at < _end && _raw[at] == '/') at++;
            if (at - slashes > 1 || (at == _end && slashes > _start && at > slashes)) HasEmpty = true;
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

            if (IsOurs && Count == 0 && !HasContext && (_isBelowContext || _raw.AsSpan(start, length) is "context"))
            {
                if (_isBelowContext) _context = (start, length);
                _isBelowContext = true;
                continue;
            }

            _segments[Count++] = (start, length);
            if (Count == 1 && this[0] is "lockers") IsOurs = true;
            if (!EndsRoute(at) || at == _end) continue;
            _routeEnd = at;
            while (at < _end && _raw[at] == '/') at++;
            (_tail, _tailEnd) = (at, _end);
            if (this[0] is "peers" && this[Count - 1] is "store") TakeQuery();
            return;
        }
    }

    // Peers store under their targets' names, and do not encode a '?' in one: there is no query here.
    private void TakeQuery()
    {
        _tailEnd = _raw.Length;
        HasQuery = false;
    }

    // Absolute form, http://host/path.
    private readonly int PathStart()
    {
        var scheme = _raw.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? -1 : _raw.IndexOf('/', scheme + 3);
        return path < 0 || path > _end ? _end : path;
    }

    // Whether the last segment is a word with a tail after it.
    private readonly bool EndsRoute(int at) => IsOurs && Count >= 2 && this[0] switch
    {
        "lockers" => EndsLockers(this[Count - 1], at),
        "peers" => !HasContext && EndsPeers(this[Count - 1]),
        _ => false,
    };

    // lockers/find/…, lockers/{label}/get/…, lockers/{label}/peers/{peer}/get/…, lockers/{label}/peers/{peer}/{address}/get/… and, as goto
    // 0.9 has it, …/{address}/locker/get/…; lockers/{label}/peers/events/search/…, lockers/{label}/peers/{peers}/events/search/…
    private readonly bool EndsLockers(ReadOnlySpan<char> last, int at) => Count switch
    {
        2 => last is "find" or "search",
        3 => last is "store" or "get" or "remove" or "dump" or "find" or "search" or "watch" || (last is "keys" or "export" && this[1] is not "data"),
        // An instance may have the address "get": then the word comes once more.
        5 when this[2] is "peers" && this[3] is "events" && last is "search" => true,
        5 => this[2] is "peers" && last is "get" && !_raw.AsSpan(at, _end - at).TrimStart('/').StartsWith("get/"),
        6 => this[2] is "peers" && (last is "get" || (this[4] is "events" && last is "search")),
        7 => this[2] is "peers" && this[5] is "locker" && last is "get",
        _ => false,
    };

    // peers/{peer}/locker/get/…, peers/{peer}/{address}/locker/get/…, peers/events/search/…, peers/{peers}/events/search/…
    private readonly bool EndsPeers(ReadOnlySpan<char> last) => this[Count - 2] switch
    {
        "locker" => Count is 4 or 5 && last is ("store" or "get" or "remove" or "lock"),
        "events" => Count is 3 or 4 && last is "search",
        _ => false,
    };

    [InlineArray(MaxSegments)]
    private struct Segments
    {
        private (int Start, int Length) _first;
    }
}
