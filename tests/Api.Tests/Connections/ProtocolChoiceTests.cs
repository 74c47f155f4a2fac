using System.IO.Pipelines;
using Lockers.Api.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Connections;

public sealed class ProtocolChoiceTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly HandedConnections _http2;
    // What is written has been looked at when the write returns.
    private readonly Pipe _sent = new(new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    private readonly CancellationTokenSource _stop = new();
    private readonly DefaultConnectionContext _connection;
    private readonly Task _served;
    private string? _protocol;

    public ProtocolChoiceTests()
    {
        _http2 = new(_time);
        var output = new Pipe();
        _connection = new("c", new Ends(_sent.Reader, output.Writer), new Ends(output.Reader, _sent.Writer));
        _connection.Features.Set<IConnectionLifetimeNotificationFeature>(new Lifetime(_stop));
        var limits = new KestrelServerLimits { KeepAliveTimeout = TimeSpan.FromSeconds(130), RequestHeadersTimeout = TimeSpan.FromSeconds(30) };
        _served = Serve(new(limits, _http2, _time));
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task HTTP_1_goes_on_with_the_bytes_that_were_looked_at()
    {
        await Send("POST / "u8.ToArray());
        await _served;

        Assert.Equal("HTTP/1.1: 7 bytes", _protocol);
    }

    [Fact]
    public async Task HTTP_2_is_handed_over_and_served_until_it_has_ended_there()
    {
        await Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        var handed = await _http2.AcceptAsync(TestContext.Current.CancellationToken);

        Assert.Equal(24, (await handed!.Transport.Input.ReadAsync(TestContext.Current.CancellationToken)).Buffer.Length);
        Assert.False(_served.IsCompleted);
        await handed.DisposeAsync();
        await _served;
        Assert.Null(_protocol);
    }

    [Fact]
    public async Task HTTP_2_that_comes_after_its_server_has_stopped_is_closed()
    {
        await _http2.UnbindAsync(TestContext.Current.CancellationToken);
        await Send("PRI * HTTP/2.0\r\n"u8.ToArray());

        await _served;

        Assert.Null(await _http2.AcceptAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task At_the_stop_a_connection_is_asked_to_end_until_its_server_has_ended_it()
    {
        await Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        var closing = _http2.CloseAll(TestContext.Current.CancellationToken);
        var handed = await _http2.AcceptAsync(TestContext.Current.CancellationToken);
        using var asked = new CancellationTokenSource();
        handed!.Features.Set<IConnectionLifetimeNotificationFeature>(new Lifetime(asked));

        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Task.Delay(Timeout.InfiniteTimeSpan, asked.Token).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.True(asked.IsCancellationRequested);
        Assert.False(closing.IsCompleted);
        await handed.DisposeAsync();

        await closing;
        await _served;
    }

    [Fact]
    public async Task A_silent_connection_is_closed_after_the_time_between_requests()
    {
        _time.Advance(TimeSpan.FromSeconds(129));
        Assert.False(_served.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await _served;
        Assert.Null(_protocol);
    }

    [Fact]
    public async Task Half_a_preface_is_closed_after_the_time_for_headers_however_slowly_it_comes()
    {
        await Send("PRI * "u8.ToArray());
        _time.Advance(TimeSpan.FromSeconds(29));
        await Send("HTTP"u8.ToArray());
        Assert.False(_served.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await _served;
        Assert.Null(_protocol);
    }

    [Fact]
    public async Task A_stop_closes_a_silent_connection_at_once()
    {
        await _stop.CancelAsync();

        await _served;
        Assert.Null(_protocol);
    }

    [Fact]
    public async Task A_connection_that_is_reset_before_it_says_anything_is_no_error()
    {
        await _sent.Writer.CompleteAsync(new ConnectionResetException("reset"));

        await _served;
        Assert.Null(_protocol);
    }

    private async Task Serve(ProtocolChoice choice)
    {
        var chosen = await choice.Choose(_connection, async _ =>
        {
            _protocol = $"HTTP/1.1: {(await _connection.Transport.Input.ReadAsync()).Buffer.FirstSpan.Length} bytes";
        });
        if (chosen is not null) await chosen(_connection);
    }

    private async Task Send(byte[] bytes) => await _sent.Writer.WriteAsync(bytes, TestContext.Current.CancellationToken);

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Lifetime(CancellationTokenSource stop) : IConnectionLifetimeNotificationFeature
    {
        public CancellationToken ConnectionClosedRequested { get => stop.Token; set => throw new NotSupportedException(); }

        public void RequestClose() => stop.Cancel();
    }
}
