using System.Text;
using Lockers.Api.Configuration;
using Lockers.Api.Dump;
using Lockers.Api.Http;

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

    /// <summary>As above, of a text, with the limits that there are where nothing is said.</summary>
    public static (List<DumpPart> Parts, DumpSections Sections) Text(string dump, LockersLimits? limits = null) =>
        Dump(Encoding.UTF8.GetBytes(dump), limits ?? new LockersLimits());

    /// <summary>What is said of a dump that is refused.</summary>
    public static string Problem(string dump, LockersLimits? limits = null)
    {
        var problem = Assert.Throws<ProblemException>(() => Text(dump, limits));
        Assert.Equal(400, problem.Status);
        return problem.Message;
    }
}
