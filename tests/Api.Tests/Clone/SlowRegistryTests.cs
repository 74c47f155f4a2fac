using System.Net;
using Lockers.Api.Clone;
using Lockers.Api.Dump;
using Lockers.Api.Edge;
using Lockers.Api.Hosting;
using Lockers.Api.Http;
using Lockers.Api.Peers;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Clone;

public class SlowRegistryTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, 9, "less than 240 bytes a second")]
    [InlineData(50_000, 9, "longer than 1 h")]
    public async Task A_registry_that_sends_on_and_on_but_slowly_is_given_up(int bytes, int seconds, string why)
    {
        using var answer = new Answer(() => new Drip(_time, bytes, TimeSpan.FromSeconds(seconds)));

        var problem = await Assert.ThrowsAsync<ProblemException>(() => Read(answer));

        Assert.Equal(502, problem.Status);
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
        Assert.True(_time.GetUtcNow() - _time.Start < CloneReader.Longest + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_first_answer_is_let_go_of_before_the_dump_is_read()
    {
        var isLetGo = false;
        using var answer = new Answer(() => throw new InvalidOperationException("The first body is not read."))
        {
            Dump = first => isLetGo = first.IsDisposed,
        };

        await Read(answer);

        Assert.True(isLetGo);
    }

    private async Task<DumpSections> Read(Answer answer)
    {
        using var client = new HttpClient(answer, disposeHandler: false);
        var load = new DumpLoad(Edge(), _time);
        await load.Begin();
        return await new CloneReader(client, CloneSource.Parse("http://other"), new(), load, _time).Read(TestContext.Current.CancellationToken);
    }

    private LockerEdge Edge()
    {
        var registry = Stub.Of<IRegistryGrain>((method, _) =>
            method.Name == nameof(IRegistryGrain.NewLoad) ? new ValueTask<long>(7) : new ValueTask<Outcome>(Outcome.Done));
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(Stub.Of<IGrainFactory>((_, _) => registry));
        services.AddSingleton(Stub.Of<IHostApplicationLifetime>((_, _) => CancellationToken.None));
        return services.AddLockersApi().BuildServiceProvider().GetRequiredService<LockerEdge>();
    }

    // A registry: it gives a dump where the test says what is seen when it is asked for.
    private sealed class Answer(Func<Stream> body) : HttpMessageHandler
    {
        private Body? _first;

        public Action<Body>? Dump { get; init; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage(HttpStatusCode.OK);
            if (request.RequestUri!.AbsolutePath == WholeDump.Uri)
            {
                Dump!(_first!);
                answer.Content = new StringContent("{}");
                return Task.FromResult(answer);
            }

            answer.Content = _first = new Body(body);
            if (Dump is not null) answer.Headers.Add(WholeDump.Header, WholeDump.Uri);
            return Task.FromResult(answer);
        }
    }

    private sealed class Body(Func<Stream> body) : HttpContent
    {
        public bool IsDisposed { get; private set; }

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(body());

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    // White space without end.
    private sealed class Drip(FakeTimeProvider time, int bytes, TimeSpan each) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            time.Advance(each);
            buffer.Span[..bytes].Fill((byte)' ');
            return new(bytes);
        }
    }
}
