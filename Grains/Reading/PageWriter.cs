using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Reading;

/// <summary>
/// The page that an answer is rendered into: UTF-8, mostly JSON. A renderer looks at <see cref="Full"/> after every
/// few items and yields a <see cref="PageBreak"/> when it is set; the writer itself never waits and never drops anything.
/// </summary>
internal sealed class PageWriter : IBufferWriter<byte>
{
    /// <summary>How large a page is meant to be, in bytes.</summary>
    public const int PageBytes = 48 * 1024;

    /// <summary>The most bytes of text that are rendered at once: escaping can make six of each.</summary>
    public const int SliceBytes = 16 * 1024;

    private const int LentBytes = 4 * 1024;
    private const int MaxNumberBytes = 20;

    /// <summary>What a JSON string holds only escaped.</summary>
    public static readonly SearchValues<byte> MustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(PageBytes + SliceBytes);
    private int _length;

    /// <summary>Whether the page should go out.</summary>
    public bool Full => _length >= PageBytes;

    /// <summary>How many items of a list are on the page.</summary>
    public int Items { get; set; }

    /// <summary>What is on the page: good until <see cref="Reset"/>.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Begins the next page in the same buffer.</summary>
    public void Reset()
    {
        _length = 0;
        Items = 0;
    }

    /// <summary>Gives the buffer back. Only for a writer whose pages nobody reads any more.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Writes a JSON string of a text.</summary>
    public void Quoted(string text) => Quoted(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a JSON string of a text. What is not UTF-8 shows as U+FFFD.</summary>
    public void Quoted(ReadOnlySpan<byte> utf8)
    {
        Raw("\""u8);
        if (Utf8.IsValid(utf8)) Escaped(utf8);
        else Escaped(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8)));
        Raw("\""u8);
    }

    /// <summary>Writes part of a JSON string's inside; the text is UTF-8, or a piece of it.</summary>
    public void Escaped(ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var plain = utf8.IndexOfAny(MustEscape);
            if (plain < 0) break;
            Raw(utf8[..plain]);
            Escape(utf8[plain]);
            utf8 = utf8[(plain + 1)..];
        }

        Raw(utf8);
    }

    /// <summary>Writes a number.</summary>
    public void Number(long number)
    {
        number.TryFormat(GetSpan(MaxNumberBytes), out var length, default, CultureInfo.InvariantCulture);
        _length += length;
    }

    /// <summary>Writes a time as a JSON string, RFC 3339 in UTC.</summary>
    public void Time(long utcTicks)
    {
        var span = GetSpan(Rfc3339.MaxLength + 2);
        span[0] = (byte)'"';
        var length = Rfc3339.Format(utcTicks, span[1..]);
        span[length + 1] = (byte)'"';
        _length += length + 2;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        // A JSON writer says what it has written when it has used up what it got: little, for the page to know when it is full.
        Reserve(sizeHint);
        return _buffer.AsMemory(_length, Math.Min(_buffer.Length - _length, Math.Max(sizeHint, LentBytes)));
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length >= Math.Max(bytes, 1)) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes));
        Written.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Escape(byte c)
    {
        switch (c)
        {
            case (byte)'"': Raw("\\\""u8); break;
            case (byte)'\\': Raw("\\\\"u8); break;
            case (byte)'\n': Raw("\\n"u8); break;
            case (byte)'\r': Raw("\\r"u8); break;
            case (byte)'\t': Raw("\\t"u8); break;
            default:
                Raw("\\u00"u8);
                Raw([(byte)(c < 0x10 ? '0' : '1'), (byte)"0123456789abcdef"[c & 0xF]]);
                break;
        }
    }
}
