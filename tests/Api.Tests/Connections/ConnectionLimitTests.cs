using System.IO.Pipelines;
using System.Text;
using Lockers.Api.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Connections;

public sealed class ConnectionLimitTests
{
    private readonly ConnectionLimit _full = new(most: 0, new FakeTimeProvider());
    private readonly Pipe _sent = new();
    private readonly Pipe _answered = new();

    [Fact]
    public async Task A_connection_too_many_is_told_so_when_it_asks()
    {
        Assert.StartsWith("HTTP/1.1 503 ", await Answer("GET / HTTP/1.1\r\n\r\n"u8.ToArray()), StringComparison.Ordinal);
        Assert.Equal(0, _full.Open);
    }

    [Fact]
    public async Task A_connection_too_many_that_begins_with_TLS_is_closed_without_an_answer() =>
        Assert.Equal("", await Answer([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));

    [Fact]
    public async Task A_connection_too_many_of_HTTP_2_is_told_to_go_away_and_that_nothing_was_looked_at()
    {
        var answer = Encoding.Latin1.GetBytes(await Answer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray()));

        // SETTINGS without one; then GOAWAY: the last stream 0, ENHANCE_YOUR_CALM, and why.
        var why = "0 connections are open, which is the limit."u8;
        Assert.Equal([0, 0, 0, 4, 0, 0, 0, 0, 0], answer[..9]);
        Assert.Equal([0, 0, (byte)(8 + why.Length), 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, .. why], answer[9..]);
        Assert.Equal(0, _full.Open);
    }

    [Fact]
    public async Task Half_a_preface_too_many_that_ends_is_told_so_in_HTTP_1() =>
        Assert.StartsWith("HTTP/1.1 503 ", await Answer("PRI * H"u8.ToArray()), StringComparison.Ordinal);

    private async Task<string> Answer(byte[] first)
    {
        var connection = new DefaultConnectionContext("c", new Ends(_sent.Reader, _answered.Writer), new Ends(_answered.Reader, _sent.Writer));
        await using var _ = connection;
        var served = _full.Serve(connection, _ => throw new InvalidOperationException("It is served."));
        await _sent.Writer.WriteAsync(first, TestContext.Current.CancellationToken);
        await _sent.Writer.CompleteAsync();
        await served;
        await _answered.Writer.CompleteAsync();
        using var answer = new StreamReader(_answered.Reader.AsStream(), Encoding.Latin1);
        return await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
