using System.Text;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.Http.Coding;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Microsoft.Net.Http.Headers;

namespace Lockers.Api.Pods;

/// <summary>
/// Passes a request on to pods, and answers <c>{peer:{"ip:port":body}}</c>: each body as a string, whatever its status. Of a pod that gave no whole answer
/// it is what came, with the reason behind it.
/// </summary>
internal static class CallEndpoints
{
    // Where a request of ours comes back to us, it would be passed on again and again.
    private const string ViaUs = "1.1 lockers";

    private static readonly string[] Methods = ["GET", "POST", "PUT"];

    private static readonly DocPart[] Call =
    [
        Asks.Value("uri", "Where the pods are called.", "/version", isRequired: true), Takes.Anything,
        Gives.Json("CallAnswers", "What the pods answered."), Fails.With(508, "The call came back to where it began."),
    ];

    // What is between our client and us, and what only we have to know.
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, "Proxy-Connection", HeaderNames.ProxyAuthenticate, HeaderNames.ProxyAuthorization, HeaderNames.TE,
        HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade, "HTTP2-Settings", HeaderNames.Host, HeaderNames.ContentLength,
        HeaderNames.ContentType, HeaderNames.Expect, HeaderNames.AcceptEncoding, HeaderNames.Authorization, Credentials.ApiKey, HeaderNames.Cookie, HeaderNames.Via,
    };

    public static RouteGroupBuilder MapCall(this RouteGroupBuilder peers)
    {
        var calls = peers.For(Role.Admin).WithMetadata(new Acts(), new PassesBodyOn());
        calls.MapMethods("/call", Methods, All).WithMetadata(new Sweeping("call all pods"))
            .Describe("callAll", "Passes the request on to all pods, with its method, headers and body.", Call);
        calls.MapMethods("/{peer}/call", Methods, Peer)
            .Describe("callPeer", "Passes the request on to the pods of a peer, with its method, headers and body.", Call);
        return peers;
    }

    private static Task All(HttpContext context, LockerEdge edge, PodCaller caller, CallGate gate, BodyBudget budget) =>
        Send(context, edge, caller, gate, budget, () => PodList.All(edge));

    private static Task Peer(HttpContext context, LockerEdge edge, PodCaller caller, CallGate gate, BodyBudget budget)
    {
        var name = LockerEdge.PeerName(context);
        return Send(context, edge, caller, gate, budget, async () => await PodList.Of(edge, name) is { } peer ? [peer] : []);
    }

    private static async Task Send(
        HttpContext context, LockerEdge edge, PodCaller caller, CallGate gate, BodyBudget budget, Func<Task<IReadOnlyList<PodsOfPeer>>> pods)
    {
        var call = await Read(context, edge);
        using var pass = gate.Enter();
        var kept = new KeptBytes(budget);
        context.Response.RegisterForDispose(kept);

        // What may change pods goes on to all of them, though its client has gone.
        var stop = call.Method == HttpMethod.Get ? context.RequestAborted : CancellationToken.None;
        await Write(context, await caller.Send(await pods(), call, kept, stop));
    }

    private static async Task<PodCall> Read(HttpContext context, LockerEdge edge)
    {
        var request = context.Request;
        var via = request.Headers.Via.ToString();
        if (via.Contains(ViaUs, StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(StatusCodes.Status508LoopDetected, "Loop detected", "A call of pods came back to where it began: a pod has our address.");
        var uri = Query.Value(request, "uri") ?? "";
        if (PodUri.WhyNotTarget(uri) is { } why) throw ProblemException.BadRequest($"Cannot call peer. Invalid URI '{uri}': {why}.");
        return new(HttpMethods.IsHead(request.Method) ? HttpMethod.Get : new HttpMethod(request.Method), uri)
        {
            Body = await edge.Body(context, edge.Limits.MaxValueBytes),
            ContentType = request.ContentType,
            Headers = [.. Headers(request), new(HeaderNames.Via, via.Length > 0 ? $"{via}, {ViaUs}" : ViaUs)],
            MayRunTwice = false,
            KeepsBodies = true,
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(HttpRequest request)
    {
        var connection = request.Headers.GetCommaSeparatedValues(HeaderNames.Connection);
        return
            from header in request.Headers
            where !NotPassedOn.Contains(header.Key) && !connection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
            from value in header.Value
            where value is not null
            select KeyValuePair.Create(header.Key, value);
    }

    private static async Task Write(HttpContext context, PodResults results)
    {
        var answer = new PagedAnswer(context);
        var peerComma = "{"u8.ToArray();
        foreach (var peer in results.Peers)
        {
            answer.Write(peerComma);
            peerComma = ","u8.ToArray();
            answer.Write(Json.Quoted(peer.Peer));
            var comma = ":{"u8.ToArray();
            foreach (var pod in peer.Pods.Where(pod => pod.Called))
            {
                answer.Write(comma);
                comma = ","u8.ToArray();
                answer.Write(Json.Quoted(pod.Address));
                answer.Write(":"u8);
                answer.Write(Json.Quoted(Text(pod)));
                await answer.Flush();
            }

            answer.Write(comma is [(byte)':', ..] ? ":{}"u8 : "}"u8);
        }

        answer.Write(results.Peers.IsEmpty ? "{}\n"u8 : "}\n"u8);
    }

    private static string Text(PodResult pod)
    {
        var body = Encoding.UTF8.GetString(pod.Body.Span);
        return pod.Why is { } why ? $"{body}[{why}]" : pod.IsCut ? $"{body}[cut: more than the limit of {PodCall.MaxKeptBytes} bytes, or of all answers]" : body;
    }
}
