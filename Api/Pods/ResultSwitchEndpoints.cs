using Lockers.Api.Edge;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;

namespace Lockers.Api.Pods;

/// <summary>
/// Switches on all pods what results they collect. It is only ever sent when somebody asks for it: a goto of 2021-04 ends at its next response once it
/// collects <c>all</c>.
/// </summary>
internal static class ResultSwitchEndpoints
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public static RouteGroupBuilder MapResultSwitches(this RouteGroupBuilder peers)
    {
        var admin = peers.For(Role.Admin);
        foreach (var (kind, what) in (ReadOnlySpan<(string, string)>)[("all", "the results of all targets together"), ("invocations", "results by invocation")])
        {
            // To 0.8, and from 0.9 on.
            foreach (var form in (ReadOnlySpan<string>)["targets", "client"])
            {
                admin.MapMethods($"/{form}/results/{kind}/{{enable}}", PostOrPut, (HttpContext context, LockerEdge edge, PodCaller pods) => Switch(context, edge, pods, kind))
                    .DescribeOrSame(form == "client", kind == "all" ? "collectAllResults" : "collectInvocations", $"Switches on all pods whether they collect {what}.",
                        Gives.PodsOrFailure);
            }
        }

        return peers;
    }

    // Which words mean yes is the pods' to say.
    private static async Task Switch(HttpContext context, LockerEdge edge, PodCaller pods, string kind)
    {
        var enable = LockerEdge.Checked("The switch", LockerEdge.Route(context, "enable"));
        var call = PodCall.Post($"/client/results/{kind}/{PodUri.Segment(enable)}");
        await PodAnswer.Write(context, await pods.Send(await PodList.All(edge), call, CancellationToken.None));
    }
}
