using System.Collections.Immutable;

namespace Lockers.Api.Pods;

/// <summary>What is asked of each pod: a request, or several in order.</summary>
/// <param name="Method">The method of every request.</param>
/// <param name="Uris">
/// The targets, each a path of the pod that begins with <c>/</c>, with its query. All of them are sent, in order: gotos that lack a route answer 200
/// or 404 to it, so that no answer says which spelling a pod knows. The pod has done it when <i>any</i> of them was answered 2xx; see
/// <see cref="LastCounts"/>.
/// </param>
internal sealed record PodCall(HttpMethod Method, params ImmutableArray<string> Uris)
{
    /// <summary>How long a pod may take for all of it, repeats and the answer's body included.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>How long an attempt may take that another one follows.</summary>
    public static readonly TimeSpan AttemptDeadline = TimeSpan.FromSeconds(2);

    /// <summary>How often a removal is repeated: see <see cref="Retries"/>.</summary>
    public const int RetriesOfRemovals = 3;

    /// <summary>The most bytes of one pod's answer that are kept, and of all answers to one call.</summary>
    public const int MaxKeptBytes = 1024 * 1024, MaxKeptBytesInAll = 64 * 1024 * 1024;

    /// <summary>The body of every request, sent with its length; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body in its other shape, which is sent where the pod answered 400 to <see cref="Body"/>; null where there is one shape.</summary>
    public ReadOnlyMemory<byte>? OtherBody { get; init; }

    /// <summary>Whether <see cref="OtherBody"/> is also sent where the pod ended the connection without an answer to <see cref="Body"/>.</summary>
    public bool OtherOnBreak { get; init; }

    /// <summary>The type of the body, as it is sent; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// More headers of every request. Those of the body's length and type are left out; what else says something of a body goes with one only.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How often a request is repeated that was given up, by itself once.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Whether the pod may be given a request twice. If not, it is repeated only where no connection came about.</summary>
    public bool MayRunTwice { get; init; } = true;

    /// <summary>Whether the last of <see cref="Uris"/> alone decides if the pod has done it.</summary>
    public bool LastCounts { get; init; }

    /// <summary>Whether the answers' bodies are wanted, of the last request of each pod.</summary>
    public bool KeepsBodies { get; init; }

    /// <summary>Whether pods are called too that did not answer when they were last asked.</summary>
    public bool CallsUnhealthy { get; init; }

    /// <summary>A POST without a body.</summary>
    public static PodCall Post(params ImmutableArray<string> uris) => new(HttpMethod.Post, uris);

    /// <summary>
    /// A POST without a body that has the pod do work anew each time, such as an invocation or the run of a job: see <see cref="MayRunTwice"/>.
    /// </summary>
    public static PodCall PostOnce(params ImmutableArray<string> uris) => new(HttpMethod.Post, uris) { MayRunTwice = false };

    /// <summary>A POST of a JSON text.</summary>
    public static PodCall PostJson(ReadOnlyMemory<byte> json, params ImmutableArray<string> uris) =>
        new(HttpMethod.Post, uris) { Body = json, ContentType = "application/json" };

    /// <summary>A request of it.</summary>
    /// <param name="server">The pod, <c>http://host:port</c>.</param>
    /// <param name="uri">One of <see cref="Uris"/>.</param>
    /// <param name="body">What is sent.</param>
    public HttpRequestMessage Request(string server, string uri, ReadOnlyMemory<byte> body)
    {
        var request = new HttpRequestMessage(Method, PodUri.At(server, uri));
        if (Method != HttpMethod.Get || !body.IsEmpty)
        {
            // With a body, though it is empty, the client does not repeat by itself what it has sent when the connection breaks.
            request.Content = new ReadOnlyMemoryContent(body);
            if (ContentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        request.Options.Set(Key, this);
        return request;
    }

    /// <summary>The call that a request is part of.</summary>
    public static PodCall Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var call) ? call : throw new InvalidOperationException("The request is not one to a pod.");

    private static readonly HttpRequestOptionsKey<PodCall> Key = new(nameof(PodCall));
}
