using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Control;

/// <summary>What pods are asked where that is not what goto asked them.</summary>
internal static class ExpectedCalls
{
    /// <summary>POST, of the pods of the peer that the request names.</summary>
    public static Func<Comparer, Recording, IEnumerable<RecordedCall>> OfPeer(string uri) =>
        (comparer, line) => Post(comparer.Registry.PodsOf(Peer(line)), uri);

    /// <summary>POST, of all pods.</summary>
    public static Func<Comparer, Recording, IEnumerable<RecordedCall>> OfAll(params string[] uris) =>
        (comparer, _) => uris.SelectMany(uri => Post(comparer.Registry.Pods, uri));

    /// <summary>What goto asked, and that the same pods clear their events.</summary>
    public static IEnumerable<RecordedCall> AndClearedEvents(Comparer comparer, Recording line) =>
        [.. line.Calls, .. Post(line.Calls.Select(call => call.Pod), "/events/clear")];

    /// <summary>What goto asked, of the pods of the peer that the request names only.</summary>
    public static IEnumerable<RecordedCall> OnlyOfPeer(Comparer comparer, Recording line) =>
        line.Calls.Where(call => comparer.Registry.PodsOf(Peer(line)).Contains(call.Pod));

    /// <summary>A POST of each pod.</summary>
    public static IEnumerable<RecordedCall> Post(IEnumerable<string> pods, string uri, string body = "") =>
        pods.Select(pod => new RecordedCall(pod, "POST", uri, body, 200, "", ""));

    private static string Peer(Recording line) => line.Uri.Split('/')[3];
}
