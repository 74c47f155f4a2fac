namespace Lockers.Api.Dump;

/// <summary>What has arrived of a dump and is not read yet.</summary>
/// <param name="size">How many bytes are held at most, unless <see cref="Grow"/> makes it more.</param>
internal sealed class DumpBuffer(int size)
{
    // An array that had to grow stays for the next large value, up to this size.
    private const int KeptBytes = 4 * 1024 * 1024;

    private readonly int _size = size;
    private byte[] _bytes = new byte[size];
    private int _limit = size;
    private int _start;
    private int _end;

    /// <summary>What is not read yet.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>How many bytes are not read yet.</summary>
    public int Length => _end - _start;

    /// <summary>Whether nothing more is taken.</summary>
    public bool IsFull => Length >= _limit;

    /// <summary>Takes as much as it may hold.</summary>
    /// <returns>How many bytes that was.</returns>
    public int Fill(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, _limit - Length);
        if (_bytes.Length - _end < taken)
        {
            Unread.CopyTo(_bytes);
            (_start, _end) = (0, Length);
        }

        bytes[..taken].CopyTo(_bytes.AsSpan(_end));
        _end += taken;
        return taken;
    }

    /// <summary>Notes that bytes are read. When little is left, it holds as much as before it had to grow.</summary>
    public void Consume(int bytes)
    {
        _start += bytes;
        if (Length > _size) return;
        _limit = _size;
        if (_bytes.Length > Math.Max(_size, KeptBytes)) Move(new byte[_size]);
    }

    /// <summary>Holds twice as much.</summary>
    public void Grow()
    {
        _limit *= 2;
        if (_bytes.Length < _limit) Move(new byte[_limit]);
    }

    private void Move(byte[] other)
    {
        Unread.CopyTo(other);
        (_bytes, _start, _end) = (other, 0, Length);
    }
}
