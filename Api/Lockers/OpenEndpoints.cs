using Lockers.Api.Edge;
using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Opening, closing and clearing lockers: the registry's own, and those of contexts.</summary>
internal static class OpenEndpoints
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    /// <param name="lockers">Where to.</param>
    /// <param name="open">The role that opening needs.</param>
    /// <param name="all">What all lockers are there, for messages.</param>
    public static RouteGroupBuilder MapOpen(this RouteGroupBuilder lockers, Role open, string all = "all lockers")
    {
        var (opens, write, admin) = (lockers.For(open), lockers.For(Role.Write), lockers.For(Role.Admin));
        opens.MapMethods("/open/{label}", PostOrPut, Open)
            .SameAs("openLocker");
        opens.MapMethods("/{label}/open", PostOrPut, Open)
            .Describe("openLocker", "Creates the locker if it is absent, and makes it current.", Gives.Line("Locker run1 is open and active"));
        write.MapPost("/close/{label}", Close)
            .SameAs("closeLocker");
        write.MapPost("/{label}/close", Close)
            .Describe("closeLocker", "Drops the locker with its peers' data; if it was current, `default` is current again. The locker `default` cannot be closed.",
                Gives.Line("Locker run1 is emptied and closed (1 locker, 1 key, 0 peers)"));
        write.MapDelete("/{label}", Close).WithMetadata(new Sweeping("drop a locker"))
            .SameAs("closeLocker");
        write.MapPost("/{label}/clear", Clear)
            .Describe("clearLocker", "Empties the locker, which stays, and stays current.",
                Gives.Line("Locker run1 is cleared (1 locker, 1 key, 0 peers)"), Fails.NoLocker);
        write.MapPost("/{label}/ttl", SetTtl)
            .Describe("setLockerTtl", "Says when the locker is closed by itself. The locker `default` cannot be closed.",
                Asks.Value("ttl", "How long from now, from 1s to 365d, as `30s`, `5m`, `24h` or `7d`; `none`: until somebody closes it.", "7d", isRequired: true),
                Gives.Line("Locker run1 expires at 2026-12-05T13:08:41.1Z"), Fails.NoLocker);
        var sweeping = new Sweeping($"drop {all}");
        admin.MapPost("/close", CloseAll).WithMetadata(sweeping)
            .Describe("closeLockers", "Drops all lockers; pods are told to forget what they hold.",
                Gives.Line("All lockers are emptied and closed (2 lockers, 13 keys, 1 peer)"));
        admin.MapPost("/clear", CloseAll).WithMetadata(sweeping)
            .SameAs("closeLockers");
        return lockers;
    }

    private static async Task Open(HttpContext context, LockerEdge edge, RegistryEvents events)
    {
        var label = await edge.Label(LockerEdge.Locker(context));
        await edge.Registry.Open(label);
        Note(events, "Registry: Locker Opened", label);
        await Answers.Line(context, $"{LockerAnswers.Said(label)} is open and active");
    }

    private static async Task Close(HttpContext context, LockerEdge edge, RegistryEvents events)
    {
        var label = await edge.Label(LockerEdge.Locker(context));
        var removal = await edge.Registry.Close(label);
        if (removal.Outcome == Outcome.Refused) throw ProblemException.BadRequest("Default locker cannot be closed");
        Note(events, "Registry: Locker Closed", label);
        await Removals.Answer(context, $"{LockerAnswers.Said(label)} is {(LockerName.IsKeyOfContext(label) ? "" : "emptied and ")}closed", removal);
    }

    private static async Task Clear(HttpContext context, LockerEdge edge, RegistryEvents events)
    {
        var label = await edge.Label(LockerEdge.Locker(context));
        var removal = await edge.Registry.Clear(label);
        if (removal.Outcome == Outcome.NotFound)
        {
            await LockerAnswers.NoLocker(context, LockerName.Of(label));
            return;
        }

        Note(events, "Registry: Locker Cleared", label);
        await Removals.Answer(context, $"{LockerAnswers.Said(label)} is cleared", removal);
    }

    private static async Task SetTtl(HttpContext context, LockerEdge edge)
    {
        var isNever = Query.Value(context.Request, Ttl.Name) == "none";
        var ttl = isNever ? TimeSpan.Zero
            : Ttl.Of(context.Request) ?? throw ProblemException.BadRequest("Say how long the locker stays: ?ttl=7d, or ?ttl=none until somebody closes it.");
        var label = await edge.Label(LockerEdge.Locker(context));
        if (LockerName.Of(label).Label == Names.Default) throw ProblemException.BadRequest("Default locker cannot be closed, and so does not expire");
        if (await edge.Registry.SetTtl(label, ttl) is not { } locker) await LockerAnswers.NoLocker(context, LockerName.Of(label));
        else await Answers.Line(context, locker.Expires == 0 ? $"{LockerAnswers.Said(label)} does not expire" : $"{LockerAnswers.Said(label)} expires at {Rfc3339.Text(locker.Expires)}");
    }

    private static async Task CloseAll(HttpContext context, LockerEdge edge, PodCaller pods, RegistryEvents events)
    {
        const string Closed = "All lockers are emptied and closed";
        if (LockerEdge.Context(context) is { Length: > 0 } name)
        {
            await Removals.Answer(context, $"[Context: {name}] {Closed}", await edge.Registry.CloseContext(name));
            return;
        }

        await PodClearing.ClearAll(edge, pods);
        var removal = await edge.Registry.CloseAll();
        events.Note("Registry: All Lockers Cleared", "", "");
        await Removals.Answer(context, Closed, removal);
    }

    private static void Note(RegistryEvents events, string title, string key) =>
        events.Note(title, LockerName.Of(key).ToString(), LockerName.Of(key).ToString());
}
