using System.Text;

namespace Lockers.Api.Clone;

/// <summary>What is asked of the registry that is cloned, in order.</summary>
internal static class CloneSteps
{
    /// <summary>Where a registry like this one gives everything at once, and says so in its answer to the first step.</summary>
    public const string Dump = "/registry/dump";

    /// <summary>The header in which it says so.</summary>
    public const string DumpHeader = "Lockers-Dump";

    /// <summary>The members of a dump, each with where a goto gives it.</summary>
    public static readonly (string Member, string Uri)[] OfGoto =
    [
        ("peers", "/registry/peers"),
        ("lockers", "/registry/lockers?data=y"),
        ("peerTargets", "/registry/peers/targets"),
        ("peerJobs", "/registry/peers/jobs"),
        ("peerTrackingHeaders", "/registry/peers/track/headers"),
        ("peerProbes", "/registry/peers/probes"),
    ];

    /// <summary>Says in an answer to the first step that this registry gives everything at once.</summary>
    public static void SayWhatWeAre(HttpContext context) => context.Response.Headers[DumpHeader] = Dump;

    /// <summary>Whether an answer says so.</summary>
    public static bool GivesDump(HttpResponseMessage first) =>
        first.Headers.TryGetValues(DumpHeader, out var values) && values.SequenceEqual([Dump]);

    /// <summary>What stands in a dump before the answer to a step of goto's.</summary>
    public static byte[] Before(int step) => Encoding.UTF8.GetBytes($"{(step == 0 ? '{' : ',')}\"{OfGoto[step].Member}\":");
}
