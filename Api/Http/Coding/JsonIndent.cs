using System.Buffers;

namespace Lockers.Api.Http.Coding;

/// <summary>
/// Puts JSON into lines, two spaces for each level, as it comes in pieces of any size. It must be valid; white space that it has is left out.
/// </summary>
internal struct JsonIndent
{
    // Lines of what is nested deeper begin where those of this level do, so that no answer grows with the square of its depth.
    private const int MostLevels = 64;

    private static readonly byte[] Spaces = [(byte)'\n', .. Enumerable.Repeat((byte)' ', 2 * MostLevels)];

    private int _depth;
    private bool _isText;
    private bool _isEscaped;

    // An object or array has begun, and it is not known yet whether anything is in it.
    private bool _isOpen;

    /// <summary>Writes a piece.</summary>
    public void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> to)
    {
        while (!json.IsEmpty)
        {
            if (_isText)
            {
                var length = TextLength(json);
                to.Write(json[..length]);
                json = json[length..];
                continue;
            }

            Next(json[0], to);
            json = json[1..];
        }
    }

    // How much of a string is there; it may have come to its end.
    private int TextLength(ReadOnlySpan<byte> json)
    {
        for (var at = 0; at < json.Length; at++)
        {
            if (_isEscaped) _isEscaped = false;
            else if (json[at] == '\\') _isEscaped = true;
            else if (json[at] == '"')
            {
                _isText = false;
                return at + 1;
            }
        }

        return json.Length;
    }

    private void Next(byte one, IBufferWriter<byte> to)
    {
        switch (one)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r':
                return;
            case (byte)'\n':
                // The end of the answer's line.
                if (_depth == 0) Put(one, to);
                return;
            case (byte)'}' or (byte)']':
                _depth--;
                if (!_isOpen) Line(to);
                _isOpen = false;
                Put(one, to);
                return;
        }

        if (_isOpen) Line(to);
        _isOpen = one is (byte)'{' or (byte)'[';
        if (_isOpen) _depth++;
        _isText = one == '"';
        Put(one, to);
        if (one == ',') Line(to);
        else if (one == ':') Put((byte)' ', to);
    }

    private readonly void Line(IBufferWriter<byte> to) => to.Write(Spaces.AsSpan(0, 1 + (2 * Math.Clamp(_depth, 0, MostLevels))));

    private static void Put(byte one, IBufferWriter<byte> to)
    {
        to.GetSpan(1)[0] = one;
        to.Advance(1);
    }
}
