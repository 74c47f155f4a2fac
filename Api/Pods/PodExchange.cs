using System.Buffers;
using System.Net.Sockets;
using Lockers.Grains.Interfaces;
using Polly.Timeout;

namespace Lockers.Api.Pods;

/// <summary>Calls one pod.</summary>
internal sealed class PodExchange(HttpClient client, TimeProvider time)
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>Sends what is asked. Whatever the pod does, it is over by <see cref="PodCall.Deadline"/>.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="call">What is asked.</param>
    /// <param name="kept">How much of answers may be kept.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public async Task<PodResult> Run(PodAddress pod, PodCall call, KeptBytes kept, CancellationToken stop)
    {
        if (PodUri.Server(pod.Address) is not { } server) return new(pod.Address, Done: false) { Why = "its address cannot be called" };
        var began = time.GetTimestamp();
        var last = new PodResult(pod.Address, Done: false);
        var done = false;
        for (var i = 0; i < call.Uris.Length; i++)
        {
            // Each request has its share of the time, so that one without an answer does not keep the others from being sent.
            var share = (PodCall.Deadline * (i + 1) / call.Uris.Length) - time.GetElapsedTime(began);
            using var deadline = new CancellationTokenSource(TimeSpan.FromTicks(Math.Max(1, share.Ticks)), time);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
            last = await Ask(new(pod.Address, server, call.Uris[i]), call, kept, over.Token, stop);
            done = last.Done || (done && !call.LastCounts);
        }

        return last with { Done = done };
    }

    private async Task<PodResult> Ask(Place place, PodCall call, KeptBytes kept, CancellationToken over, CancellationToken stop)
    {
        try
        {
            var result = await SendFirst(place, call, kept, over);
            if (result is { Status: not StatusCodes.Status400BadRequest } || call.OtherBody is not { } other) return result!;
            return (await Send(place, call, other, kept, over)) with { TookOther = true };
        }
        catch (Exception error) when (!stop.IsCancellationRequested && Reason(error, over.IsCancellationRequested) is { } why)
        {
            return new(place.Address, Done: false) { Why = why };
        }
    }

    /// <summary>Sends the body; null where the pod did not bear it, and another one is to be sent.</summary>
    private async Task<PodResult?> SendFirst(Place place, PodCall call, KeptBytes kept, CancellationToken over)
    {
        try
        {
            return await Send(place, call, call.Body, kept, over);
        }
        catch (HttpRequestException error) when (call is { OtherOnBreak: true, OtherBody: not null } && error.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            return null;
        }
    }

    private async Task<PodResult> Send(Place place, PodCall call, ReadOnlyMemory<byte> body, KeptBytes kept, CancellationToken over)
    {
        using var request = call.Request(place.Server, place.Uri, body);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
        var result = new PodResult(place.Address, response.IsSuccessStatusCode) { Status = (int)response.StatusCode };
        return call.KeepsBodies ? await Kept(result, response.Content, kept, over) : result;
    }

    private static async Task<PodResult> Kept(PodResult result, HttpContent content, KeptBytes kept, CancellationToken over)
    {
        result = result with { ContentType = content.Headers.ContentType?.ToString() };
        var body = new ArrayBufferWriter<byte>();
        await using var stream = await content.ReadAsStreamAsync(over);
        while (true)
        {
            var room = Math.Min(PieceBytes, PodCall.MaxKeptBytes + 1 - body.WrittenCount);
            int read;
            try
            {
                read = await stream.ReadAsync(body.GetMemory(room)[..room], over);
            }
            catch (Exception error) when (Reason(error, over.IsCancellationRequested) is { } why)
            {
                return result with { Done = false, Body = body.WrittenMemory, IsCut = true, Why = why };
            }

            if (read == 0) return result with { Body = body.WrittenMemory };
            body.Advance(read);
            if (body.WrittenCount > PodCall.MaxKeptBytes) return result with { Body = body.WrittenMemory[..PodCall.MaxKeptBytes], IsCut = true };
            if (!kept.TryTake(read)) return result with { Body = body.WrittenMemory[..(body.WrittenCount - read)], IsCut = true };
        }
    }

    /// <summary>Why a pod gave no whole answer; null for a failure that is not the pod's.</summary>
    private static string? Reason(Exception error, bool over) => error switch
    {
        TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException } => "it did not answer in time",
        OperationCanceledException => over ? "it did not answer in time" : null,
        HttpRequestException { InnerException: PodRefusedException refused } => refused.Message,
        HttpRequestException { InnerException: SocketException socket } => $"no connection: {socket.SocketErrorCode}",
        HttpRequestException http => $"no whole answer: {http.HttpRequestError}",
        IOException => "its answer was broken off",
        _ => null,
    };

    private readonly record struct Place(string Address, string Server, string Uri);
}
