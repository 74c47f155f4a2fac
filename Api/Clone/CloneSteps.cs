using System.Text;

namespace Lockers.Api.Clone;

/// <summary>What is asked of the registry that is cloned, in order.</summary>
internal static class CloneSteps
{
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

    /// <summary>What stands in a dump before the answer to a step of goto's.</summary>
    public static byte[] Before(int step) => Encoding.UTF8.GetBytes($"{(step == 0 ? '{' : ',')}\"{OfGoto[step].Member}\":");
}
