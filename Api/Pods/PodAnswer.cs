using System.Text.Json;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Pods;

/// <summary>The one answer of everything that calls pods: <c>{peer:{"ip:port":bool}}</c>.</summary>
internal static class PodAnswer
{
    /// <summary>Answers 200, or 424 when some peer's only pod failed.</summary>
    public static Task Write(HttpContext context, PodResults results)
    {
        if (results.IsFailed) context.Response.StatusCode = StatusCodes.Status424FailedDependency;
        return WriteOk(context, results);
    }

    /// <summary>Answers 200: it is known what was asked for, how the pods are.</summary>
    public static Task WriteOk(HttpContext context, PodResults results) =>
        Answers.JsonText(context, JsonText.Write(json => Write(json, results, (pod, value) => value.WriteBoolean(pod.Address, pod.Done))));

    /// <summary>Writes <c>{peer:{…}}</c>.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="results">The results.</param>
    /// <param name="pod">Writes the member of a pod, or nothing.</param>
    public static void Write(Utf8JsonWriter json, PodResults results, Action<PodResult, Utf8JsonWriter> pod)
    {
        json.WriteStartObject();
        foreach (var peer in results.Peers)
        {
            json.WriteStartObject(peer.Peer);
            foreach (var result in peer.Pods) pod(result, json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
