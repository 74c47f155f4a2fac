using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Lockers.Api.Connections;

namespace Lockers.Api.Tests.Connections;

public sealed class Http2PrefaceTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    [Theory]
    [InlineData("PRI * HTTP/2.0\r\n", true)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", true)]
    [InlineData("PRI * HTTP/2.0\r\ngarbage", true)]
    [InlineData("", null)]
    [InlineData("P", null)]
    [InlineData("PRI * HTTP/2.0\r", null)]
    [InlineData("POST / HTTP/1.1\r\n", false)]
    [InlineData("PO", false)]
    [InlineData("PRI / HTTP/1.1\r\n", false)]
    [InlineData("PRI * HTTP/1.1\r\n", false)]
    [InlineData("pri * HTTP/2.0\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", false)]
    [InlineData("\u0016\u0003\u0001", false)]
    public void A_connection_is_told_by_its_first_line(string bytes, bool? isHttp2) =>
        Assert.Equal(isHttp2, Http2Preface.Matches(new(Encoding.ASCII.GetBytes(bytes))));

    [Fact]
    public void The_line_is_found_wherever_it_is_split()
    {
        for (var first = 0; first <= Preface.Length; first++)
        {
            for (var second = first; second <= Preface.Length; second++)
                Assert.True(Http2Preface.Matches(Parts(Preface[..first], Preface[first..second], Preface[second..])));
        }
    }

    [Fact]
    public async Task What_was_looked_at_is_there_for_the_next_reader()
    {
        // What is written has been looked at when the write returns.
        var pipe = new Pipe(new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var parts = 0;
        var begins = Http2Preface.Begins(pipe.Reader, () => parts++, TestContext.Current.CancellationToken);
        foreach (var one in Preface) await pipe.Writer.WriteAsync(new[] { one }, TestContext.Current.CancellationToken);

        Assert.True(await begins);
        Assert.Equal(Http2Preface.Line.Length - 1, parts);
        Assert.True(pipe.Reader.TryRead(out var read));
        Assert.Equal(Preface, read.Buffer.ToArray());
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_line_is_none_of_HTTP_2()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Preface.AsMemory(0, 10), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();

        Assert.False(await Http2Preface.Begins(pipe.Reader, () => { }, TestContext.Current.CancellationToken));
    }

    private static ReadOnlySequence<byte> Parts(params byte[][] parts)
    {
        var first = new Part(parts[0], 0);
        var last = first;
        foreach (var part in parts[1..]) last = last.Append(part);
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(byte[] bytes, long before) => (Memory, RunningIndex) = (bytes, before);

        public Part Append(byte[] bytes)
        {
            var next = new Part(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
