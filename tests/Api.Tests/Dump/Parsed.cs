using Lockers.Api.Dump;
using Lockers.Api.Hosting;

namespace Lockers.Api.Tests.Dump;

/// <summary>What the parser makes of a dump that arrives in pieces.</summary>
internal static class Parsed
{
    /// <summary>The parts of a dump and what it holds.</summary>
    /// <param name="dump">The dump.</param>
    /// <param name="limits">What keys and texts may be.</param>
    /// <param name="piece">How many bytes arrive at once.</param>
    /// <param name="label">The label of the locker, where the dump is that of one.</param>
    /// <param name="isOfGoto">Whether it comes from a goto just now.</param>
    public static (List<DumpPart> Parts, DumpSections Sections) Dump(
        ReadOnlySpan<byte> dump, LockersLimits limits, int piece = int.MaxValue, string? label = null, bool isOfGoto = false)
    {
        var parser = new DumpParser(limits, label, isOfGoto);
        var parts = new List<DumpPart>();
        for (var at = 0; at < dump.Length; at += Math.Min(piece, dump.Length - at))
        {
            parser.Read(dump.Slice(at, Math.Min(piece, dump.Length - at)));
            while (parser.TryTake(out var part)) parts.Add(part);
        }

        parser.End();
        while (parser.TryTake(out var part)) parts.Add(part);
        return (parts, parser.Sections);
    }
}
