using System.Collections.Immutable;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>The jobs of peers: given, run, stopped and taken back; with the scripts and files that they need.</summary>
internal static class JobEndpoints
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    private static readonly DocPart Folder = Asks.Value("path", "The folder that pods keep it in; where they keep scripts, without it.", "/tmp");

    public static RouteGroupBuilder MapJobs(this RouteGroupBuilder peers)
    {
        var admin = peers.For(Role.Admin);
        foreach (var (peer, whose, all) in (ReadOnlySpan<(string, string, Sweeping?)>)[
            ("/{peer}", "a peer", null), ("", "all registered peers", new("do it with the jobs of all peers"))])
        {
            Map("jobs/add", Add, "addJob", $"Gives {whose} a job, and tells the pods.", Takes.Json("Job", "The job."));
            Map("jobs/add/script/{name}", AddScript, "addScript", $"Gives {whose} a script as a job, and tells the pods.", Takes.File);
            Map("jobs/store/file/{name}", StoreFile, "storeFile", $"Gives {whose} a file for jobs, and tells the pods.", Folder, Takes.File);
            Map("jobs/{jobs}/remove", Remove, "removeJobs", $"Takes jobs of {whose} back; what a pod will not let go of stays.");
            Map("jobs/clear", Clear, "clearJobs", $"Takes all jobs of {whose} back.");
            Map("jobs/{jobs}/run", Run, "runJobs", $"Has the pods of {whose} run jobs.");
            Map("jobs/run/all", RunAll, "runAllJobs", $"Has the pods of {whose} run all their jobs.");
            Map("jobs/{jobs}/stop", Stop, "stopJobs", $"Has the pods of {whose} stop jobs.");
            Map("jobs/stop/all", StopAll, "stopAllJobs", $"Has the pods of {whose} stop all jobs.");

            void Map(string route, Delegate handler, string id, string summary, params DocPart[] parts)
            {
                var mapped = admin.MapMethods($"{peer}/{route}", PostOrPut, handler)
                    .Describe(all is null ? id : $"{id}OfAll", summary, [.. parts, Gives.PodsOrFailure]);
                if (all is not null) mapped.WithMetadata(all);
            }
        }

        return peers;
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
