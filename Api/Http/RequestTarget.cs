using System.Text;

namespace Lockers.Api.Http;

/// <summary>
/// A request's target, taken apart from its raw form: ASP.NET's decoded path can no longer tell <c>%2F</c> from
/// <c>%252F</c>, and has lost dot segments. The route is what endpoints are matched by; the tail is what comes after
/// <c>/store/</c>, <c>/get/</c>, <c>/remove/</c> and the like, still encoded, where anything may be part of a key.
/// </summary>
/// <param name="Route">
/// The route, decoded: without doubled slashes, a trailing one, or the tail, and always below <c>/registry</c>. An encoded
/// slash shows as U+0000, which no name can hold.
/// </param>
/// <param name="Tail">The raw tail, or null where there is none.</param>
internal readonly record struct RequestTarget(string Route, string? Tail)
{
    private const int MaxSegments = 16;

    /// <summary>Takes a raw target apart.</summary>
    public static RequestTarget Parse(string raw)
    {
        var end = raw.IndexOf('?', StringComparison.Ordinal);
        if (end < 0) end = raw.Length;
        var at = raw.StartsWith('/') ? 0 : PathStart(raw, end);
        var segments = new Segments();
        var route = new StringBuilder(end + 16);
        for (var count = 0; count < MaxSegments; count++)
        {
            while (at < end && raw[at] == '/') at++;
            if (at == end) return new(route.ToString(), null);
            var length = raw.AsSpan(at, end - at).IndexOf('/');
            if (length < 0) length = end - at;
            var segment = raw.AsSpan(at, length);
            at += length;
            if (count == 0 && segment is "lockers") route.Append("/registry");
            route.Append('/');
            Append(route, segment);
            if (segments.EndsRoute(segment) && at < end) return new(route.ToString(), TailAt(raw, at, end));
        }

        return new(raw[..end], null);
    }

    private static string TailAt(string raw, int at, int end)
    {
        while (at < end && raw[at] == '/') at++;
        return raw[at..end];
    }

    // Absolute form, http://host/path.
    private static int PathStart(string raw, int end)
    {
        var scheme = raw.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? -1 : raw.IndexOf('/', scheme + 3);
        return path < 0 || path > end ? end : path;
    }

    private static void Append(StringBuilder route, ReadOnlySpan<char> segment)
    {
        if (segment.Contains('%')) route.Append(Percent.Decode(segment).Replace('/', '\0'));
        else route.Append(segment);
    }

    /// <summary>Follows the segments of a route, to know where its tail begins.</summary>
    private struct Segments
    {
        private int _count;
        private bool _registry;
        private bool _lockers;
        private bool _peers;
        private int _locker;

        public bool EndsRoute(ReadOnlySpan<char> segment)
        {
            var at = _count++;
            if (at == 0 && segment is "registry")
            {
                _registry = true;
                _count = 0;
                return false;
            }

            if (at == 0)
            {
                _lockers = segment is "lockers";
                _peers = _registry && segment is "peers";
                return false;
            }

            return _lockers ? EndsLockers(at, segment) : _peers && EndsPeers(at, segment);
        }

        // lockers/find/…, lockers/{label}/get/…, lockers/{label}/peers/{peer}/get/…, lockers/{label}/peers/{peer}/{address}/get/…
        private bool EndsLockers(int at, ReadOnlySpan<char> segment)
        {
            if (at == 1) return segment is "find";
            if (at == 2)
            {
                _peers = segment is "peers";
                return segment is "store" or "get" or "remove" or "dump" or "find";
            }

            return _peers && at is 4 or 5 && segment is "get";
        }

        // peers/{peer}/locker/get/…, peers/{peer}/{address}/locker/get/…
        private bool EndsPeers(int at, ReadOnlySpan<char> segment)
        {
            if (_locker != 0 && at == _locker + 1 && segment is "store" or "get" or "remove" or "lock") return true;
            if (at is 2 or 3 && segment is "locker") _locker = at;
            return false;
        }
    }
}
