using System.Buffers.Binary;
using System.Text;

namespace Lockers.Grains.Tests.Results;

/// <summary>Finds the request bodies in what an HTTP/2 connection sent; headers stay compressed and are passed over.</summary>
internal static class Http2Bodies
{
    private const int PrefaceLength = 24;
    private const int FrameHeaderLength = 9;
    private const byte DataFrame = 0;
    private const byte PaddedFlag = 8;

    /// <summary>One body per stream, in the order of the streams (RFC 9113, sections 4.1 and 6.1).</summary>
    public static IEnumerable<string> In(byte[] connection)
    {
        var streams = new SortedDictionary<uint, List<byte>>();
        var rest = connection.AsSpan(PrefaceLength);
        while (rest.Length >= FrameHeaderLength)
        {
            var length = (rest[0] << 16) | (rest[1] << 8) | rest[2];
            byte type = rest[3], flags = rest[4];
            var stream = BinaryPrimitives.ReadUInt32BigEndian(rest[5..]) & 0x7fffffff;
            var payload = rest.Slice(FrameHeaderLength, length);
            rest = rest[(FrameHeaderLength + length)..];
            if (type == DataFrame)
            {
                streams.TryAdd(stream, []);
                streams[stream].AddRange((flags & PaddedFlag) == 0 ? payload : payload[1..^payload[0]]);
            }
        }

        return streams.Values.Select(body => Encoding.UTF8.GetString([.. body])).ToList();
    }
}
