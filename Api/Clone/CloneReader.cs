using Lockers.Api.Configuration;
using Lockers.Api.Dump;
using Lockers.Api.Http;
using Lockers.Api.Peers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Clone;

/// <summary>
/// Reads another registry as a dump that is loaded as it arrives. It is bounded as the body of a load is, and in time: a registry that sends
/// nothing for <see cref="Idle"/>, or less than <see cref="LeastRate"/>, is given up, and so is one that takes longer than <see cref="Longest"/>: one
/// load at a time is let through.
/// </summary>
/// <param name="client">What asks.</param>
/// <param name="source">The registry.</param>
/// <param name="limits">How large it may be.</param>
/// <param name="load">Where it goes.</param>
/// <param name="time">The clock.</param>
internal sealed class CloneReader(HttpClient client, CloneSource source, LockersLimits limits, DumpLoad load, TimeProvider time)
{
    /// <summary>How long the registry may send nothing.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    /// <summary>How many bytes a registry must send each second, as clients that send bodies must: see <see cref="Grace"/>.</summary>
    public const int LeastRate = 240;

    /// <summary>How long its bodies are waited for, all together, before the rate counts.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>How long all of it may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private const int PieceBytes = 64 * 1024;

    private readonly byte[] _piece = new byte[PieceBytes];
    private readonly long _began = time.GetTimestamp();
    private long _total;
    private TimeSpan _waited;

    /// <summary>Reads it.</summary>
    /// <returns>What it holds.</returns>
    /// <exception cref="ProblemException">502 that names the step.</exception>
    public async Task<DumpSections> Read(CancellationToken stop)
    {
        var uri = CloneSteps.OfGoto[0].Uri;
        var first = await Step(uri, () => Get(uri, stop), stop);
        using (first)
        {
            if (!WholeDump.IsOffered(first)) return await ReadGoto(first, stop);
        }

        // It is not read further: its connection is not held while the dump is read.
        return await ReadDump(stop);
    }

    private async Task<DumpSections> ReadDump(CancellationToken stop)
    {
        var parser = new DumpParser(limits);
        await Step(
            WholeDump.Uri,
            async () =>
            {
                using var answer = await Get(WholeDump.Uri, stop);
                await Read(answer, parser, stop);
                await End(parser);
                return true;
            },
            stop);
        return parser.Sections;
    }

    private async Task<DumpSections> ReadGoto(HttpResponseMessage first, CancellationToken stop)
    {
        var parser = new DumpParser(limits, isOfGoto: true);
        await DumpBody.Stage(CloneSteps.Before(0), parser, load);
        for (var step = 0; step < CloneSteps.OfGoto.Length; step++) await ReadGoto(step, step == 0 ? first : null, parser, stop);

        // A goto does not give them; ours are of peers that are replaced.
        parser.Sections.Held |= LoadSections.JobFiles | LoadSections.TimeBuckets;
        parser.Sections.TimeBuckets = "";
        return parser.Sections;
    }

    private async Task ReadGoto(int step, HttpResponseMessage? first, DumpParser parser, CancellationToken stop)
    {
        var uri = CloneSteps.OfGoto[step].Uri;
        await Step(
            uri,
            async () =>
            {
                using var answer = first ?? await Get(uri, stop);
                await Read(answer, parser, stop);

                // What is no whole value cannot be followed by anything.
                var isLast = step == CloneSteps.OfGoto.Length - 1;
                await DumpBody.Stage(isLast ? "}"u8.ToArray() : CloneSteps.Before(step + 1), parser, load);
                if (isLast) await End(parser);
                return true;
            },
            stop);
    }

    private async Task<HttpResponseMessage> Get(string uri, CancellationToken stop)
    {
        using var request = source.Get(uri);
        var answer = await InTime(over => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over), stop);
        if (answer.IsSuccessStatusCode) return answer;
        answer.Dispose();
        throw new CloneException($"it was answered {(int)answer.StatusCode}");
    }

    private async Task Read(HttpResponseMessage answer, DumpParser parser, CancellationToken stop)
    {
        await using var body = await InTime(answer.Content.ReadAsStreamAsync, stop);
        while (await Next(body, stop) is > 0 and var read)
        {
            _total += read;
            if (_waited > Grace && _total < LeastRate * _waited.TotalSeconds) throw new CloneException($"it sends less than {LeastRate} bytes a second");
            if (_total > limits.MaxLoadBytes) throw new CloneException($"there are more than {limits.MaxLoadBytes} bytes in all, which is the limit");
            await DumpBody.Stage(_piece.AsMemory(0, read), parser, load);
        }
    }

    private async Task<int> Next(Stream body, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var read = await InTime(over => body.ReadAsync(_piece, over).AsTask(), stop);
        _waited += time.GetElapsedTime(began);
        return read;
    }

    private async Task End(DumpParser parser)
    {
        parser.End();
        await DumpBody.Stage(parser, load);
    }

    private async Task<T> InTime<T>(Func<CancellationToken, Task<T>> wait, CancellationToken stop)
    {
        if (time.GetElapsedTime(_began) > Longest) throw new CloneException($"it takes longer than {Longest.TotalHours} h");
        using var deadline = new CancellationTokenSource(Idle, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        return await wait(over.Token);
    }

    // What the other registry does wrong is told with the step; what fails here is not its doing.
    private async Task<T> Step<T>(string uri, Func<Task<T>> step, CancellationToken stop)
    {
        try
        {
            return await step();
        }
        catch (Exception error) when (!stop.IsCancellationRequested && Why(error) is { } why)
        {
            throw new ProblemException(StatusCodes.Status502BadGateway, "Bad gateway", $"Nothing was cloned: GET {source.Server}{uri}: {why}.");
        }
    }

    private static string? Why(Exception error) => error switch
    {
        CloneException refused => refused.Message,
        ProblemException { Status: StatusCodes.Status400BadRequest } bad => bad.Message.Replace("Nothing was loaded: ", "", StringComparison.Ordinal).TrimEnd('.'),
        HttpRequestException { InnerException: { } inner } => inner.Message.TrimEnd('.'),
        HttpRequestException http => http.Message.TrimEnd('.'),
        IOException => "the answer was broken off",
        OperationCanceledException => $"nothing came for {Idle.TotalSeconds} s",
        _ => null,
    };

    /// <summary>What the other registry answered cannot be used.</summary>
    private sealed class CloneException(string message) : Exception(message);
}
