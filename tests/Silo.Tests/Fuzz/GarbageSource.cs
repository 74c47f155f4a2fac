using System.Text;

namespace Lockers.Silo.Tests.Fuzz;

/// <summary>Bytes that are almost HTTP, or not at all.</summary>
internal sealed class GarbageSource(Random random)
{
    private static readonly string[] Almost =
    [
        "GET /registry/lockers HTTP/1.1\r\nHost: n\r\n\r\n",
        "GET /registry/lockers/default/get/a%00b HTTP/1.1\r\nHost: n\r\n\r\n",
        "POST /registry/lockers/garbage/store/a HTTP/1.1\r\nHost: n\r\nContent-Length: 5\r\n\r\nab",
        "POST /registry/lockers/garbage/store/a HTTP/1.1\r\nHost: n\r\nContent-Length: -5\r\n\r\nab",
        "POST /registry/lockers/garbage/store/a HTTP/1.1\r\nHost: n\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "POST /registry/lockers/garbage/store/a HTTP/1.1\r\nHost: n\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
        "POST /registry/lockers/garbage/store/a HTTP/1.1\r\nHost: n\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "POST /registry/lockers/garbage/store/a HTTP/1.1\r\nHost: n\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "POST /registry/lockers/garbage/store/a HTTP/1.1\r\nHost: n\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "GET /registry/lockers/é世/get/\u00FF HTTP/1.1\r\nHost: n\r\n\r\n",
        "GET registry/lockers HTTP/1.1\r\nHost: n\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: n\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: n\r\n\r\n",
        "CONNECT n:80 HTTP/1.1\r\nHost: n\r\n\r\n",
        "GARBAGE\r\n\r\n",
        "GET http://[ HTTP/1.1\r\nHost: n\r\n\r\n",
        "GET http:// HTTP/1.1\r\nHost: n\r\n\r\n",
        "GET http://n HTTP/1.1\r\nHost: n\r\n\r\n",
        "GET ://lockers HTTP/1.1\r\nHost: n\r\n\r\n",
        "GET /registry/lockers HTTP/1.0\r\n\r\n",
        "GET /registry/lockers HTTP/9.9\r\nHost: n\r\n\r\n",
        "GET /registry/lockers\r\n\r\n",
        "GET /registry/lockers HTTP/1.1\r\n\r\n",
        "GET /registry/lockers HTTP/1.1\r\nHost: n\r\nHost: m\r\n\r\n",
        "GET /registry/lockers HTTP/1.1\nHost: n\n\n",
        "GET /registry/lockers HTTP/1.1\r\nHost: n\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "POST /registry/peers/add HTTP/1.1\r\nHost: n\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
    ];

    /// <summary>The next bytes of a connection.</summary>
    public byte[] Next()
    {
        var bytes = Encoding.UTF8.GetBytes(Almost[random.Next(Almost.Length)]);
        switch (random.Next(6))
        {
            case 0:
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            case 2:
                return [.. bytes, .. Next()];
            case 3:
                random.NextBytes(bytes);
                return bytes;
            case 4:
                return Encoding.UTF8.GetBytes($"GET /registry/lockers/{new string('x', random.Next(40_000))} HTTP/1.1\r\nHost: n\r\n\r\n");
            default:
                for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }
}
