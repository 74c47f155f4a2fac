using System.Globalization;
using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>
/// Reads the status of answers of one connection of HTTP/2 (RFC 7541). It knows of the static table only statuses, drops nothing of the dynamic
/// one, which nobody asks for what was dropped of it, and does not read Huffman's code, which the node does not write.
/// </summary>
internal sealed class HeaderTable
{
    private const int StaticEntries = 61;
    private static readonly string[] Statuses = ["200", "204", "206", "304", "400", "404", "500"];
    private readonly List<(bool IsStatus, string Value)> _entries = [];

    /// <summary>Reads a block of headers.</summary>
    /// <returns>The status in it; 0 where there is none.</returns>
    public int StatusIn(ReadOnlySpan<byte> block)
    {
        var status = 0;
        while (block.Length > 0)
        {
            var header = Next(ref block);
            if (header.IsStatus) status = int.Parse(header.Value, CultureInfo.InvariantCulture);
        }

        return status;
    }

    private (bool IsStatus, string Value) Next(ref ReadOnlySpan<byte> block)
    {
        var first = block[0];
        if (first >= 0x80) return Entry(Number(ref block, 7));
        if (first is >= 0x20 and < 0x40)
        {
            Number(ref block, 5);
            return default;
        }

        var isIndexed = first >= 0x40;
        var name = Number(ref block, isIndexed ? 6 : 4);
        if (name == 0) Text(ref block);
        var header = (name > 0 && Entry(name).IsStatus, Text(ref block));
        if (isIndexed) _entries.Insert(0, header);
        return header;
    }

    private (bool IsStatus, string Value) Entry(int index) =>
        index > StaticEntries ? _entries[index - StaticEntries - 1] : index is >= 8 and <= 14 ? (true, Statuses[index - 8]) : default;

    private static string Text(ref ReadOnlySpan<byte> block)
    {
        var length = Number(ref block, 7);
        var text = Encoding.UTF8.GetString(block[..length]);
        block = block[length..];
        return text;
    }

    private static int Number(ref ReadOnlySpan<byte> block, int bits)
    {
        var most = (1 << bits) - 1;
        var number = block[0] & most;
        block = block[1..];
        if (number < most) return number;
        for (var shift = 0; ; shift += 7)
        {
            var next = block[0];
            block = block[1..];
            number += (next & 127) << shift;
            if (next < 128) return number;
        }
    }
}
