using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Writes the sections of a dump with the lockers.</summary>
internal static class LockersDump
{
    /// <summary><c>{context:{label:Locker}}</c> of all contexts.</summary>
    public static async Task WriteContexts(PagedAnswer answer, LockerEdge edge)
    {
        var comma = false;
        answer.Write("{"u8);
        await foreach (var context in await edge.Contexts())
        {
            // It may be gone by now.
            var first = await edge.Registry.ContextLockers(context, "", IRegistryGrain.MaxListed);
            if (first.IsEmpty) continue;
            if (comma) answer.Write(","u8);
            comma = true;
            answer.Write(Json.Quoted(context));
            answer.Write(":"u8);
            await Write(answer, edge, edge.ContextLockers(context, first));
        }

        answer.Write("}"u8);
    }

    /// <summary><c>{label:Locker}</c> of all lockers, each with <c>firstOpened</c> and <c>lastOpened</c> in front, and <c>expires</c> where it does.</summary>
    public static async Task Write(PagedAnswer answer, LockerEdge edge, IAsyncEnumerable<LockerInfo> lockers)
    {
        var comma = false;
        answer.Write("{"u8);
        await foreach (var info in lockers)
        {
            if (comma) answer.Write(","u8);
            comma = true;
            answer.Write(Json.Quoted(info.Name.Label));
            answer.Write(":{"u8);
            Opened(answer, "\"firstOpened\":\""u8, info.FirstOpened);
            Opened(answer, "\"lastOpened\":\""u8, info.LastOpened);
            Opened(answer, "\"expires\":\""u8, info.Expires);
            if (info.Used)
            {
                var locker = edge.Locker(info.Label);
                await answer.Part(locker, await locker.ReadLocker(ReadOptions.Dump, info.Current), skip: 1);
            }
            else
            {
                answer.Write(Json.EmptyLocker(info).AsSpan(1));
                await answer.Flush();
            }
        }

        answer.Write("}"u8);
    }

    // A locker that came from a registry which does not say has none.
    private static void Opened(PagedAnswer answer, ReadOnlySpan<byte> start, long utcTicks)
    {
        if (utcTicks == 0) return;
        Span<byte> time = stackalloc byte[Rfc3339.MaxLength];
        answer.Write(start);
        answer.Write(time[..Rfc3339.Format(utcTicks, time)]);
        answer.Write("\","u8);
    }
}
