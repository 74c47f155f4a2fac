using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Fuzz;

/// <summary>Writes lockers of its own, keeping a model of what was acknowledged, with hostile requests in between.</summary>
internal sealed class FuzzWorker(NodeClient client, Random random, string stem)
{
    private static readonly string[] Keys =
        ["a", "b", "A", "", "a%2Fb", "%C3%A9", "%F0%9F%98%80", "k%20k", "%25", "%2525", "x/y", "..", "%0A", "0", "store", "a%22b"];

    private readonly Dictionary<string, byte[]> _model = [];
    private readonly HostileSource _hostile = new(random);

    /// <summary>How many changes were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Makes so many requests.</summary>
    public async Task Run(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            switch (random.Next(20))
            {
                case < 8:
                    await Store();
                    break;
                case < 10:
                    await Remove();
                    break;
                case < 11:
                    await Read();
                    break;
                case 11 when random.Next(10) == 0:
                    await Drop();
                    break;
                default:
                    var (method, target, body, type) = _hostile.Next();
                    await client.Send(method, target, body, type);
                    break;
            }
        }
    }

    /// <summary>Everything that was acknowledged is there, and nothing else.</summary>
    public async Task ReadBack()
    {
        foreach (var (place, text) in _model)
        {
            var answer = await client.Get(Target(place, "get")).Done();
            Assert.True(answer.Body.AsSpan().SequenceEqual(text), $"{place}: {answer}");
        }

        var counted = 0;
        foreach (var label in Labels)
        {
            var paths = await client.Get($"/registry/lockers/{label}/data/paths");
            counted += paths.Status == 200 && paths.Json![label] is { } here ? here.AsArray().Count : 0;
        }

        Assert.Equal(_model.Count, counted);
    }

    private IEnumerable<string> Labels => Enumerable.Range(0, 3).Select(i => $"{stem}-{i}");

    private static string Target(string place, string verb)
    {
        var at = place.IndexOf(' ', StringComparison.Ordinal);
        return $"/lockers/{place[..at]}/{verb}/{place[(at + 1)..]}";
    }

    // Whatever is in the model most of the time, so that texts are replaced and removed.
    private string Place()
    {
        if (_model.Count > 0 && random.Next(3) == 0) return _model.Keys.ElementAt(random.Next(_model.Count));
        var path = string.Join(',', Enumerable.Range(0, random.Next(1, 6)).Select(_ => Keys[random.Next(Keys.Length)]));
        return $"{stem}-{random.Next(3)} {path}";
    }

    private async Task Store()
    {
        var (place, text) = (Place(), new byte[random.Next(4) == 0 ? random.Next(5000) : random.Next(40)]);
        if (random.Next(2) == 0) random.NextBytes(text);
        else Encoding.ASCII.GetBytes(new string('t', text.Length), text);
        await client.Send("POST", Target(place, "store"), text, "application/x-www-form-urlencoded").Done();
        _model[place] = text;
        Acknowledged++;
    }

    private async Task Remove()
    {
        var place = Place();
        var recursive = random.Next(6) == 0;
        await client.Post(Target(place, "remove") + (recursive ? "?recursive=y" : ""));
        _model.Remove(place);
        if (recursive) Forget(place + ",");
        Acknowledged++;
    }

    private async Task Read()
    {
        var place = Place();
        var answer = await client.Get(Target(place, "get"));
        if (_model.TryGetValue(place, out var text)) Assert.True(answer.Body.AsSpan().SequenceEqual(text), $"{place}: {answer}");
    }

    private async Task Drop()
    {
        var label = $"{stem}-{random.Next(3)}";
        await client.Post($"/registry/lockers/{label}/{(random.Next(2) == 0 ? "close" : "clear")}");
        Forget(label + " ");
        Acknowledged++;
    }

    private void Forget(string prefix)
    {
        foreach (var place in _model.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToList()) _model.Remove(place);
    }
}
