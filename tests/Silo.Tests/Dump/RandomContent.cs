using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockers.Tests.Shared;

namespace Lockers.Silo.Tests.Dump;

/// <summary>Puts into a node whatever can be there: odd names, deep paths, texts of every kind, peers with epochs, settings.</summary>
/// <param name="client">The node.</param>
/// <param name="seed">What decides what it is.</param>
/// <param name="braces">Whether names may hold braces.</param>
internal sealed class RandomContent(NodeClient client, int seed, bool braces = true)
{
    private static readonly string[] OddLabels = ["{x}", "a{0}b", "it's", "\"quoted\"", "🔑 é", "..a", "%41", "a b", "x'; --", "\\", "123", "LongWord"];

    private static readonly string[] OddNames = ["p", "{p}", "peer🔑", "a:b", "q\"'\\", "é e\u0301", "%2F", "0x1F", "שלום"];

    private readonly Random _random = new(seed);
    private readonly List<string> _labels = ["default"];

    /// <summary>Makes this many changes.</summary>
    public async Task Put(int changes)
    {
        for (var change = 0; change < changes; change++) await Change();
    }

    private Task Change() => _random.Next(14) switch
    {
        0 => Open(),
        1 or 2 => Register(),
        3 => Remember(),
        4 => Deregister(),
        5 => Settings(),
        6 => client.Post($"/registry/lockers/{Pick(_labels)}/remove/{Path()}").Done(),
        7 => client.Post($"/registry/lockers/{Pick(_labels)}/clear"),
        8 or 9 => Store($"peers/{Peer()}/{Address()}/locker/store"),
        10 => Store($"peers/{Peer()}/locker/store"),
        _ => Store($"lockers/{Pick(_labels)}/store"),
    };

    private async Task Open()
    {
        var label = Uri.EscapeDataString(Name(OddLabels));
        if (!_labels.Contains(label)) _labels.Add(label);
        await client.Post($"/registry/lockers/open/{label}").Done();
    }

    private Task<Answer> Register() => client.Post("/registry/peers/add", Registration(out _), "application/json").Done();

    private async Task Remember()
    {
        var body = Registration(out var name);
        await client.Post($"/registry/peers/{name}/remember", body, "application/json").Done();
    }

    private Task<Answer> Deregister() => client.Post($"/registry/peers/{Peer()}/remove/{Address()}");

    private async Task Settings()
    {
        var peer = JsonSerializer.Serialize(Name(OddNames) + (_random.Next(3) == 0 ? " unregistered" : ""));
        var name = JsonSerializer.Serialize(Key());
        await client.Post("/registry/load", _random.Next(7) switch
        {
            0 => $$"""{"peerTargets":{{{peer}}:{{{name}}:{"name":"t", "odd" : [1.50, {"a":null}], "é":"\u00e9"} } } }""",
            1 => $$"""{"peerJobs":{{{peer}}:{{{name}}:{"id":"j"},"other":{"id":  "k"} } } }""",
            2 => $$"""{"peerTrackingHeaders":{{name}}}""",
            3 => """{"peerTrackingTimeBuckets":"0-9,10-99"}""",
            4 => $$"""{"peerJobScripts":{{{peer}}:{{{name}}:"AP8=","two":"" } },"peerFiles":{{{peer}}:{{{name}}:"AA==" } } }""",
            5 => $$"""{"peerJobs":{{{peer}}:{{{name}}:{"Name":"j"} } },"peerFiles":null}""",
            _ => _random.Next(2) == 0 ? """{"peerProbes":null}""" : """{"peerProbes":{"readinessProbe":"/x",  "n":1e2}}""",
        }).Done();
    }

    private Task<Answer> Store(string target) => client.Send(
        "POST", $"/registry/{target}/{Path()}", Text(), _random.Next(3) == 0 ? "application/json" : "text/plain").Done();

    private byte[] Text()
    {
        switch (_random.Next(8))
        {
            case 0: return [];
            case 1: return Bytes(_random.Next(1, 40));
            case 2: return _random.Next(12) == 0 ? Bytes(_random.Next(15_000, 200_000)) : [0xFF];
            case 3: return Encoding.UTF8.GetBytes("""{"a": [1, "é\n"] }""");
            case 4: return Encoding.UTF8.GetBytes(new string('€', _random.Next(12) == 0 ? 60_000 : 3));
            case 5: return "\"\\\u0000\u0001\u007f\u2028\ufeff"u8.ToArray();
            default: return Encoding.UTF8.GetBytes(_random.Next().ToString(CultureInfo.InvariantCulture));
        }
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Path()
    {
        var depth = _random.Next(30) == 0 ? 128 : _random.Next(1, 5);
        return string.Join(',', Enumerable.Range(0, depth).Select(_ => Encoded(Key())));
    }

    private string Key() => _random.Next(6) switch
    {
        0 => "",
        1 => ((char)_random.Next(1, 0x7F)).ToString().Replace(",", "comma", StringComparison.Ordinal),
        2 => Pick("🔑", "é", "e\u0301", "ש", "\u2028", "a/b", "{0}", ".", "..", "%2C", " "),
        3 => _random.Next(20) == 0 ? new string('k', 1024) : "client",
        _ => Pick("a", "b", "c"),
    };

    // Every byte percent-encoded: nothing on the way takes any of it for something else.
    private static string Encoded(string key) => string.Concat(Encoding.UTF8.GetBytes(key).Select(b => $"%{b:X2}"));

    private string Registration(out string name)
    {
        var peer = Name(OddNames);
        name = Encoded(peer);
        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["name"] = peer,
            ["address"] = $"1.1.1.{_random.Next(3)}:80",
            ["pod"] = $"pod{_random.Next(9)}",
            ["namespace"] = Key(),
            ["node"] = "\"n\"",
        });
    }

    private string Peer() => Encoded(Name(OddNames));

    private string Address() => $"1.1.1.{_random.Next(3)}:80";

    private string Name(string[] names) => Pick([.. names.Where(name => braces || !name.Contains('{', StringComparison.Ordinal))]);

    private string Pick(params List<string> all) => all[_random.Next(all.Count)];
}
