namespace Lockers.Api.Http.Coding;

/// <summary>
/// A compressed body as it comes, which is read. What inflates it takes nothing for the whole of something: a body that has no byte, which no coding
/// gives, would be an empty text.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="coding">What it says to be.</param>
internal sealed class NonEmptyStream(Stream body, string coding) : Stream
{
    private bool _hasBegun;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        _hasBegun |= read > 0;
        if (!_hasBegun && !buffer.IsEmpty) throw new InvalidDataException($"it is empty, and ends before {coding} does.");
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();
}
