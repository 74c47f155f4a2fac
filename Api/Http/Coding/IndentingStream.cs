using System.Buffers;

namespace Lockers.Api.Http.Coding;

/// <summary>Puts JSON into lines on its way: see <see cref="JsonIndent"/>.</summary>
internal sealed class IndentingStream(Stream target) : WriteOnlyStream
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private JsonIndent _indent;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // What comes is not more than a few kilobytes.
        _lines.ResetWrittenCount();
        _indent.Write(buffer.Span, _lines);
        await target.WriteAsync(_lines.WrittenMemory, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);
}
