using System.Collections.Immutable;
using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>The jobs of peers: given, run, stopped and taken back; with the scripts and files that they need.</summary>
internal static class JobEndpoints
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public static RouteGroupBuilder MapJobs(this RouteGroupBuilder peers)
    {
        var admin = peers.For(Role.Admin);
        foreach (var (peer, all) in (ReadOnlySpan<(string, Sweeping?)>)[("/{peer}", null), ("", new("do it with the jobs of all peers"))])
        {
            Map($"{peer}/jobs/add", Add, all);
            Map($"{peer}/jobs/add/script/{{name}}", AddScript, all);
            Map($"{peer}/jobs/store/file/{{name}}", StoreFile, all);
            Map($"{peer}/jobs/{{jobs}}/remove", Remove, all);
            Map($"{peer}/jobs/clear", Clear, all);
            Map($"{peer}/jobs/{{jobs}}/run", Run, all);
            Map($"{peer}/jobs/run/all", RunAll, all);
            Map($"{peer}/jobs/{{jobs}}/stop", Stop, all);
            Map($"{peer}/jobs/stop/all", StopAll, all);
        }

        return peers;

        void Map(string route, Delegate handler, Sweeping? sweeping)
        {
            var mapped = admin.MapMethods(route, PostOrPut, handler);
            if (sweeping is not null) mapped.WithMetadata(sweeping);
        }
    }

    private static async Task Add(HttpContext context, LockerEdge edge, SettingPush push)
    {
        var job = SettingBody.Job(await edge.Body(context, PeerSetting.MaxBytes));

        // A job may say that it is to run at once.
        await push.Give(context, job, PodCall.PostJson(NameMembers.WithBoth(job.Bytes), "/jobs/add") with { MayRunTwice = false });
    }

    private static async Task AddScript(HttpContext context, LockerEdge edge, SettingPush push)
    {
        var name = LockerEdge.Route(context, "name");
        var script = SettingBody.File(SettingKind.Script, name, await edge.Body(context, PeerSetting.MaxBytes));
        await push.Give(context, script, PodCall.Post($"/jobs/add/script/{PodUri.Segment(name)}") with { Body = script.Bytes });
    }

    private static async Task StoreFile(HttpContext context, LockerEdge edge, SettingPush push)
    {
        var (name, folder) = (LockerEdge.Route(context, "name"), Query.Value(context.Request, "path"));
        var file = SettingBody.File(SettingKind.File, SettingBody.Path(folder, name), await edge.Body(context, PeerSetting.MaxBytes));
        var uri = $"/jobs/store/file/{PodUri.Segment(name)}?path={PodUri.Path(folder ?? "")}";
        await push.Give(context, file, PodCall.Post(uri) with { Body = file.Bytes });
    }

    private static Task Remove(HttpContext context, SettingPush push)
    {
        var (names, uri) = Listed(context, "remove");
        return push.TakeBack(context, SettingKind.Job, names, PodCall.Post(uri));
    }

    private static Task Clear(HttpContext context, SettingPush push) => push.TakeBack(context, SettingKind.Job, [], PodCall.Post("/jobs/clear"));

    private static Task Run(HttpContext context, SettingPush push) =>
        push.Tell(context, "Peer Jobs Run", Listed(context, "run"), PodCall.PostOnce);

    private static Task RunAll(HttpContext context, SettingPush push) => push.Tell(context, "Peer Jobs Run", "", PodCall.PostOnce("/jobs/run/all"));

    private static Task Stop(HttpContext context, SettingPush push) =>
        push.Tell(context, "Peer Jobs Stopped", Listed(context, "stop"), PodCall.Post);

    private static Task StopAll(HttpContext context, SettingPush push) => push.Tell(context, "Peer Jobs Stopped", "", PodCall.Post("/jobs/stop/all"));

    private static (ImmutableArray<string> Names, string Uri) Listed(HttpContext context, string verb) => NameList.Of(context, "jobs", "/jobs", verb);
}
