namespace Lockers.Api.Dump;

/// <summary>What has arrived of a dump and is not read yet.</summary>
/// <param name="size">How many bytes are held at most, unless <see cref="Grow"/> makes it more.</param>
internal sealed class DumpBuffer(int size)
{
    private byte[] _bytes = new byte[size];
    private int _start;
    private int _end;

    /// <summary>What is not read yet.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>How many bytes are not read yet.</summary>
    public int Length => _end - _start;

    /// <summary>Whether nothing more fits.</summary>
    public bool IsFull => Length == _bytes.Length;

    /// <summary>Takes as much as fits.</summary>
    /// <returns>How many bytes that was.</returns>
    public int Fill(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _end < bytes.Length && _start > 0)
        {
            Unread.CopyTo(_bytes);
            (_start, _end) = (0, Length);
        }

        var taken = Math.Min(bytes.Length, _bytes.Length - _end);
        bytes[..taken].CopyTo(_bytes.AsSpan(_end));
        _end += taken;
        return taken;
    }

    /// <summary>Notes that bytes are read. A buffer that had to grow for them shrinks again.</summary>
    public void Consume(int bytes)
    {
        _start += bytes;
        if (_bytes.Length == size || Length > size / 2) return;
        var smaller = new byte[size];
        Unread.CopyTo(smaller);
        (_bytes, _start, _end) = (smaller, 0, Length);
    }

    /// <summary>Makes room for as much again.</summary>
    public void Grow()
    {
        var larger = new byte[_bytes.Length * 2];
        Unread.CopyTo(larger);
        (_bytes, _start, _end) = (larger, 0, Length);
    }
}
