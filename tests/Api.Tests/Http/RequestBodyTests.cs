using System.IO.Pipelines;
using System.Text;
using Lockers.Api.Configuration;
using Lockers.Api.Http;
using Lockers.Tests.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Tests.Http;

public sealed class RequestBodyTests : IAsyncDisposable
{
    private const int Limit = 4 * 1024 * 1024;
    private const int Most = 8 * 1024 * 1024;

    private readonly BodyBudget _budget = new(Options.Create(new LockersLimits { MaxValueBytes = Limit, MaxBodyBytesInFlight = Most }));
    private readonly List<Incoming> _requests = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var request in _requests) await request.DisposeAsync();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(5, true)]
    [InlineData(5, false)]
    [InlineData(BodyBudget.SmallBytes + 1, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_000, false)]
    [InlineData(Limit, true)]
    [InlineData(Limit, false)]
    public async Task A_body_is_read_as_it_was_sent_however_it_is_cut(int length, bool sized)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        foreach (var piece in (int[])[1000, 65_536, Math.Max(1, length)])
        {
            var request = Request(sized ? length : null);
            var reading = request.Read();
            for (var at = 0; at < length; at += piece) await request.Send(body.AsMemory(at, Math.Min(piece, length - at)));
            request.EndBody();

            Assert.Equal(body, await reading);
            await request.DisposeAsync();
            Assert.Equal(0, _budget.Held);
        }
    }

    [Fact]
    public async Task What_has_not_arrived_takes_no_room()
    {
        var requests = Enumerable.Range(0, 100).Select(_ => Request(Limit)).ToList();
        var reading = requests.Select(request => request.Read()).ToList();
        foreach (var request in requests) await request.Send(new byte[10]);
        await Until(() => _budget.Held > 0);

        Assert.InRange(_budget.Held, 1, 100 * 32 * 1024);
        Assert.All(reading, one => Assert.False(one.IsCompleted));
    }

    [Fact]
    public async Task A_body_beyond_the_budget_is_turned_away_while_it_arrives_and_leaves_room_for_the_next()
    {
        var requests = Enumerable.Range(0, 3).Select(_ => Request(Limit)).ToList();
        var reading = requests.Select(request => request.Read()).ToList();
        foreach (var request in requests.Take(2)) await request.Send(new byte[Limit - 1]);
        await Until(() => _budget.Held == Most - 2);

        await requests[2].Send(new byte[1]);
        var refused = await Assert.ThrowsAsync<ProblemException>(() => reading[2]);

        Assert.Equal(503, refused.Status);
        Assert.Equal(Most - 2, _budget.Held);
        Assert.False(reading[0].IsCompleted);
        foreach (var request in requests.Take(2))
        {
            await request.Send(new byte[1]);
            request.EndBody();
        }

        Assert.All(await Task.WhenAll(reading.Take(2)), body => Assert.Equal(Limit, body.Length));
        foreach (var request in requests) await request.DisposeAsync();
        Assert.Equal(0, _budget.Held);
    }

    [Fact]
    public async Task A_chunked_body_beyond_the_limit_is_too_large_as_soon_as_it_is()
    {
        var request = Request(null);
        var reading = request.Read();

        await request.Send(new byte[Limit + 1]);

        Assert.Equal(413, (await Assert.ThrowsAsync<ProblemException>(() => reading)).Status);
    }

    [Fact]
    public async Task A_small_body_that_is_there_is_not_counted()
    {
        var request = Request(5);
        await request.Send(Encoding.UTF8.GetBytes("hello"));

        Assert.Equal("hello", Encoding.UTF8.GetString(await request.Read()));
        Assert.Equal(0, _budget.Held);
    }

    // The connections bound only bodies that come one at a time.
    [Theory]
    [InlineData("HTTP/1.1", 0)]
    [InlineData("HTTP/2", 5)]
    public async Task A_small_body_is_counted_where_a_connection_has_many_requests_at_once(string protocol, int counted)
    {
        var request = Request(5, protocol);
        await request.Send(new byte[5]);
        await request.Read();

        Assert.Equal(counted, _budget.Held);
        await request.DisposeAsync();
        Assert.Equal(0, _budget.Held);
    }

    private static async Task Until(Func<bool> holds)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TestDeadlines.Step);
            await Task.Delay(5);
        }
    }

    private Incoming Request(long? length, string protocol = "HTTP/1.1")
    {
        var request = new Incoming(length, _budget, protocol);
        _requests.Add(request);
        return request;
    }

    /// <summary>A request whose body arrives a piece at a time.</summary>
    private sealed class Incoming : IHttpResponseFeature, IRequestBodyPipeFeature, IAsyncDisposable
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        private readonly BodyBudget _budget;
        private readonly DefaultHttpContext _context = new();
        private readonly Stack<(Func<object, Task> Call, object State)> _atEnd = new();

        public Incoming(long? length, BodyBudget budget, string protocol)
        {
            _budget = budget;
            _context.Features.Set<IRequestBodyPipeFeature>(this);
            _context.Features.Set<IHttpResponseFeature>(this);
            _context.Request.ContentLength = length;
            _context.Request.Protocol = protocol;
        }

        public PipeReader Reader => _pipe.Reader;

        public int StatusCode { get; set; }

        public string? ReasonPhrase { get; set; }

        public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

        public Stream Body { get; set; } = Stream.Null;

        public bool HasStarted => false;

        public Task<byte[]> Read() => RequestBody.Read(_context.Request, Limit, _budget).AsTask();

        public async Task Send(ReadOnlyMemory<byte> bytes) => await _pipe.Writer.WriteAsync(bytes);

        public void EndBody() => _pipe.Writer.Complete();

        public void OnStarting(Func<object, Task> callback, object state)
        {
        }

        public void OnCompleted(Func<object, Task> callback, object state) => _atEnd.Push((callback, state));

        public async ValueTask DisposeAsync()
        {
            while (_atEnd.TryPop(out var end)) await end.Call(end.State);
            await _pipe.Writer.CompleteAsync();
        }
    }
}
