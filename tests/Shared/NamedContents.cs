using System.Text.Json;

namespace Lockers.Tests.Shared;

/// <summary>
/// A locker for each odd label, with a text of its own, a peer and an instance that are called as the locker is; and in the
/// locker <see cref="Run"/>, which stays current, a peer and an instance for every odd name, all registered.
/// </summary>
/// <param name="client">Where it is stored.</param>
/// <param name="labels">The labels.</param>
/// <param name="peers">The peers' names and addresses.</param>
public sealed class NamedContents(NodeClient client, IReadOnlyList<string> labels, IReadOnlyList<string> peers)
{
    /// <summary>The locker that is current at the end.</summary>
    public const string Run = "odd run";

    private const int AtOnce = 16;

    /// <summary>Stores everything.</summary>
    public async Task Store()
    {
        foreach (var label in labels) await StoreLocker(label);
        await Post($"/registry/lockers/{OddNames.Escaped(Run)}/open");
        await Each(peers, async name =>
        {
            var body = $$"""{"name":{{JsonSerializer.Serialize(name)}},"address":{{JsonSerializer.Serialize(name)}}}""";
            await Post("/registry/peers/add", body);
            await StorePeer(name);
        });
    }

    /// <summary>Stores what belongs to one label.</summary>
    public async Task StoreLocker(string label)
    {
        var at = OddNames.Escaped(label);
        await Post($"/registry/lockers/{at}/open");
        await Post($"/registry/lockers/{at}/store/k", label);
        await StorePeer(label);
    }

    /// <summary>Everything that is not as it was stored.</summary>
    /// <param name="through">The node to ask.</param>
    public async Task<List<string>> Faults(NodeClient? through = null)
    {
        var node = through ?? client;
        var faults = new List<string>();
        var listed = (await Get(node, "/registry/lockers/labels")).Json!.AsArray().Select(label => (string)label!).ToHashSet();
        foreach (var label in labels.Append(Run).Where(label => !listed.Contains(label))) faults.Add($"not listed: {label}");
        await Each(labels, async label =>
        {
            var at = $"/registry/lockers/{OddNames.Escaped(label)}";
            await Expect(node, faults, $"{at}/get/k", label);
            await ExpectPeer(node, faults, at, label);
            await ExpectFound(node, faults, at, 3);
        });
        var known = (await Get(node, "/registry/peers")).Json!.AsObject();
        await Each(peers, async name =>
        {
            lock (faults)
            {
                if (known[name]?["pods"]?[name] is null) faults.Add($"not registered: {name}");
            }

            await ExpectPeer(node, faults, $"/registry/lockers/{OddNames.Escaped(Run)}", name);
        });
        await ExpectFound(node, faults, $"/registry/lockers/{OddNames.Escaped(Run)}", 2 * peers.Count);
        return faults;
    }

    /// <summary>The labels of which something is left.</summary>
    public async Task<List<string>> Left(IEnumerable<string> closed)
    {
        var left = new List<string>();
        await Each(closed, async label =>
        {
            var at = $"/registry/lockers/{OddNames.Escaped(label)}";
            var name = OddNames.Escaped(label);
            string[] targets = [at, $"{at}/get/k", $"{at}/peers/{name}/{name}/get/k", $"{at}/peers/{name}/get/own"];
            foreach (var target in targets)
            {
                if ((await Get(client, target)).Status == 404) continue;
                lock (left) left.Add(target);
            }
        });
        return left;
    }

    /// <summary>Closes lockers.</summary>
    public Task Close(IEnumerable<string> closed) => Each(closed, label => Post($"/registry/lockers/{OddNames.Escaped(label)}/close"));

    private async Task StorePeer(string name)
    {
        var at = OddNames.Escaped(name);
        await Post($"/registry/peers/{at}/{at}/locker/store/k", $"{name} instance");
        await Post($"/registry/peers/{at}/locker/store/own", $"{name} own");
    }

    private static async Task ExpectPeer(NodeClient node, List<string> faults, string at, string name)
    {
        var escaped = OddNames.Escaped(name);
        await Expect(node, faults, $"{at}/peers/{escaped}/{escaped}/get/k", $"{name} instance");
        await Expect(node, faults, $"{at}/peers/{escaped}/get/own", $"{name} own");
        var instance = await Get(node, $"{at}/peers/{escaped}/{escaped}");
        if ((string?)instance.Json!["locker"]?["k"]?["data"] != $"{name} instance") Add(faults, $"no instance {name} in {at}: {instance}");
    }

    // What find gives is fetched as it stands: it names each text's own place.
    private static async Task ExpectFound(NodeClient node, List<string> faults, string at, int count)
    {
        var answer = await Get(node, $"{at}/find/%20?in=data&peers=y");
        var keys = await Get(node, $"{at}/find/k?peers=y");
        var found = answer.Json!.AsArray().Concat(keys.Json!.AsArray()).Concat((await Get(node, $"{at}/find/own?peers=y")).Json!.AsArray())
            .Select(uri => (string)uri!).Distinct().ToList();
        if (found.Count != count) Add(faults, $"{found.Count} of {count} found in {at}");
        await Each(found, async uri =>
        {
            var text = await Get(node, uri);
            if (text.Status != 200 || !Fits(Uri.UnescapeDataString(uri), text.Text)) Add(faults, $"found, and not there: {uri}: {text}");
        });
    }

    private static bool Fits(string uri, string text) =>
        text.EndsWith(" instance", StringComparison.Ordinal) ? uri.EndsWith($"/{text[..^9]}/{text[..^9]}/get/k", StringComparison.Ordinal)
        : text.EndsWith(" own", StringComparison.Ordinal) ? uri.EndsWith($"/{text[..^4]}/get/own", StringComparison.Ordinal)
        : uri.EndsWith($"/{text}/get/k", StringComparison.Ordinal);

    private static async Task Expect(NodeClient node, List<string> faults, string target, string text)
    {
        var answer = await Get(node, target);
        if (answer.Status != 200 || answer.Text != text) Add(faults, $"{target}: {answer}");
    }

    private static void Add(List<string> faults, string fault)
    {
        lock (faults) faults.Add(fault);
    }

    private async Task Post(string target, string? body = null)
    {
        var answer = await Exchange(client.Address, "POST", target, body);
        if (answer.Status != 200) throw new InvalidDataException($"POST {target}: {answer}");
    }

    private static Task<Answer> Get(NodeClient node, string target) => Exchange(node.Address, "GET", target);

    // A storage that is slow for a while, or a node that has just ended, is answered with 503: then the same is asked again, as everything here may be.
    private static async Task<Answer> Exchange(Uri node, string method, string target, string? body = null)
    {
        Answer? answer = null;
        await Until.Holds(
            async () => (answer = await Asked()) is { Status: not 503 },
            TestDeadlines.Step, () => $"{method} {target} is answered, and not with 503: {answer}", CancellationToken.None);
        Conduct.Check($"{method} {target}", answer!);
        return answer!;

        // A node closes the connection of a client that stands still, as one on a busy machine may.
        async Task<Answer?> Asked()
        {
            try
            {
                return await RawConnection.Exchange(node, method, target, body);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    private static Task Each<T>(IEnumerable<T> items, Func<T, Task> call) => Parallel.ForEachAsync(
        items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await call(item));
}
