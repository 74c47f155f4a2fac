using System.Collections.Immutable;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>The targets of peers: given, invoked, stopped and taken back.</summary>
internal static class TargetEndpoints
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public static RouteGroupBuilder MapTargets(this RouteGroupBuilder peers)
    {
        var admin = peers.For(Role.Admin);
        admin.MapPost("/targets/add", Add).WithMetadata(new Sweeping("give all peers a target"))
            .Describe("addTargetToAll", "Gives all registered peers a target, and tells their pods.",
                Takes.Json("Target", "The target."), Gives.PodsOrFailure);
        admin.MapPost("/{peer}/targets/add", Add)
            .Describe("addTarget", "Gives a peer a target, registered or not, and tells its pods.",
                Takes.Json("Target", "The target."), Gives.PodsOrFailure);
        admin.MapMethods("/{peer}/targets/{targets}/remove", PostOrPut, Remove)
            .Describe("removeTargets", "Takes targets of a peer back; what a pod will not let go of stays.", Gives.PodsOrFailure);
        admin.MapMethods("/{peer}/targets/remove/all", PostOrPut, Clear)
            .SameAs("clearTargets");
        admin.MapPost("/targets/clear", Clear).WithMetadata(new Sweeping("drop the targets of all peers"))
            .Describe("clearTargetsOfAll", "Takes all targets of all peers back.", Gives.PodsOrFailure);
        admin.MapPost("/{peer}/targets/clear", Clear)
            .Describe("clearTargets", "Takes all targets of a peer back.", Gives.PodsOrFailure);
        admin.MapMethods("/{peer}/targets/{targets}/invoke", PostOrPut, Invoke)
            .Describe("invokeTargets", "Has the pods of a peer call targets.", Gives.PodsOrFailure);
        admin.MapMethods("/targets/invoke/all", PostOrPut, InvokeAll).WithMetadata(new Sweeping("invoke the targets of all peers"))
            .Describe("invokeAllTargetsOfAll", "Has all pods call all their targets.", Gives.PodsOrFailure);
        admin.MapMethods("/{peer}/targets/invoke/all", PostOrPut, InvokeAll)
            .Describe("invokeAllTargets", "Has the pods of a peer call all their targets.", Gives.PodsOrFailure);
        admin.MapMethods("/{peer}/targets/{targets}/stop", PostOrPut, Stop)
            .Describe("stopTargets", "Has the pods of a peer stop calling targets.", Gives.PodsOrFailure);
        admin.MapMethods("/targets/stop/all", PostOrPut, StopAll).WithMetadata(new Sweeping("stop the targets of all peers"))
            .Describe("stopAllTargetsOfAll", "Has all pods stop calling targets.", Gives.PodsOrFailure);
        admin.MapMethods("/{peer}/targets/stop/all", PostOrPut, StopAll)
            .Describe("stopAllTargets", "Has the pods of a peer stop calling targets.", Gives.PodsOrFailure);
        return peers;
    }

    private static async Task Add(HttpContext context, LockerEdge edge, SettingPush push)
    {
        var target = SettingBody.Target(await edge.Body(context, PeerSetting.MaxBytes));
        // A target may say that it is to be invoked at once.
        var call = PodCall.PostJson(target.Bytes, "/client/targets/add") with { MayRunTwice = false };

        // Pods of 2026 drop the connection where a target has no headers.
        if (TargetHeaders.Other(target.Bytes) is { } other)
            call = call with { OtherBody = other, OtherOnBreak = TargetHeaders.ShapeOf(target.Bytes) == HeaderShape.Unknown };
        await push.Give(context, target, call);
    }

    private static Task Remove(HttpContext context, SettingPush push)
    {
        var (names, uri) = Listed(context, "remove");
        return push.TakeBack(context, SettingKind.Target, names, PodCall.Post(uri));
    }

    private static Task Clear(HttpContext context, SettingPush push) =>
        push.TakeBack(context, SettingKind.Target, [], PodCall.Post("/client/targets/clear"));

    private static Task Invoke(HttpContext context, SettingPush push) =>
        push.Tell(context, "Peer Targets Invoked", Listed(context, "invoke"), PodCall.PostOnce);

    private static Task InvokeAll(HttpContext context, SettingPush push) =>
        push.Tell(context, "Peer Targets Invoked", "", PodCall.PostOnce("/client/targets/invoke/all"));

    private static Task Stop(HttpContext context, SettingPush push) =>
        push.Tell(context, "Peer Targets Stopped", Listed(context, "stop"), PodCall.Post);

    private static Task StopAll(HttpContext context, SettingPush push) =>
        push.Tell(context, "Peer Targets Stopped", "", PodCall.Post("/client/targets/stop/all"));

    private static (ImmutableArray<string> Names, string Uri) Listed(HttpContext context, string verb) =>
        NameList.Of(context, "targets", "/client/targets", verb);
}
