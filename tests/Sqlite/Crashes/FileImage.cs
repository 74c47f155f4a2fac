namespace Lockers.Sqlite.Crashes;

/// <summary>A file as a disk has it: what is synchronised, and the writes since.</summary>
internal sealed class FileImage
{
    // A disk writes a sector whole or not at all.
    private const int Sector = 512;

    private readonly List<(byte[]? Bytes, long Offset)> _since = [];
    private byte[] _synchronised = [];
    private int _length;

    /// <summary>Notes a write; without bytes, that the file ends there.</summary>
    public void Write(byte[]? bytes, long offset) => _since.Add((bytes, offset));

    /// <summary>All writes so far last.</summary>
    public void Sync()
    {
        foreach (var (bytes, offset) in _since) Apply(ref _synchronised, ref _length, bytes, (int)offset);
        _since.Clear();
    }

    /// <summary>No write so far that is not synchronised will ever last.</summary>
    public void Forget() => _since.Clear();

    /// <summary>What a loss of power leaves: of the writes since, all, none, or any, of which some in part.</summary>
    public byte[] AfterLoss(Random random)
    {
        var (file, length) = ((byte[])_synchronised.Clone(), _length);
        var kept = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
        foreach (var (bytes, offset) in _since)
        {
            if (random.NextDouble() >= kept) continue;
            var isWhole = bytes is null || kept >= 1 || random.Next(3) > 0;
            Apply(ref file, ref length, isWhole ? bytes : bytes![..(random.Next(bytes!.Length / Sector + 1) * Sector)], (int)offset);
        }

        return file[..length];
    }

    private static void Apply(ref byte[] file, ref int length, byte[]? bytes, int offset)
    {
        if (bytes is null)
        {
            if (offset < length) Array.Clear(file, offset, length - offset);
            length = offset;
        }

        var end = offset + (bytes?.Length ?? 0);
        if (end > file.Length) Array.Resize(ref file, Math.Max(end, file.Length * 2));
        bytes?.CopyTo(file, offset);
        length = Math.Max(length, end);
    }
}
