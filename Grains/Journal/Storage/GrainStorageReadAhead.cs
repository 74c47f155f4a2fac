namespace Lockers.Grains.Journal.Storage;

/// <summary>Reads rows one after the other, and some of the next ones at once: as many as have a few MiB, as far as the last ones tell.</summary>
/// <param name="read">Begins to read a row by its place, from 0; null where the rows end.</param>
internal sealed class GrainStorageReadAhead(Func<long, Task<ReadOnlyMemory<byte>?>?> read)
{
    private const int MaxBytes = 2 * 1024 * 1024;
    private const int MaxRows = 16;

    private readonly Queue<Task<ReadOnlyMemory<byte>?>> _reading = new();
    private long _next;
    private int _atOnce = 1;
    private bool _isEnded;

    /// <summary>The next row; null where there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> Next()
    {
        while (!_isEnded && _reading.Count < _atOnce)
        {
            if (read(_next) is { } reading)
            {
                // Nobody may come to wait for it.
                reading.Ignore();
                _reading.Enqueue(reading);
                _next++;
            }
            else _isEnded = true;
        }

        if (!_reading.TryDequeue(out var first)) return null;
        var row = await first;
        if (row is { } bytes) _atOnce = Math.Clamp(MaxBytes / Math.Max(bytes.Length, 1), 1, Math.Min(2 * _atOnce, MaxRows));
        else _isEnded = true;
        return row;
    }
}
