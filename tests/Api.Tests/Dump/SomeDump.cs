namespace Lockers.Api.Tests.Dump;

/// <summary>Dumps for tests.</summary>
internal static class SomeDump
{
    /// <summary>A key with text.</summary>
    public const string Node = """{"data":"d","subKeys":{},"firstReported":"2026-01-01T00:00:00Z","lastReported":"2026-01-01T00:00:01Z"}""";

    private const string Whole = """
        {
          "lockers": {
            "default": {"label":"default","peerLockers":{},"dataLocker":{"locker":{},"active":true},"current":false},
            "X": {
              "label": "X",
              "peerLockers": {
                "p": {
                  "instanceLockers": {"1.1.1.1:1": {"locker": {"client": NODE}, "active": false}},
                  "locker": {"locker": {"": NODE}, "active": true}
                }
              },
              "dataLocker": {"locker": {"A": {"data":"","subKeys":{"B": NODE},"firstReported":"2026-01-01T00:00:00Z","lastReported":"2026-01-01T00:00:00Z"}}, "active": true},
              "current": true
            }
          },
          "peers": {"p": {"name":"p","namespace":"ns","pods":{"1.1.1.1:1":{"name":"pod","address":"1.1.1.1:1","node":"n","cluster":"c","healthy":true,
            "currentEpoch":{"epoch":1,"name":"pod","address":"1.1.1.1:1","node":"n","cluster":"c","firstContact":"2026-01-01T00:00:00Z","lastContact":"2026-01-01T00:00:00Z"},
            "pastEpochs":null,"url":"","offline":false}},
            "podEpochs":{"1.1.1.1:1":[{"epoch":1,"name":"pod","address":"1.1.1.1:1","node":"n","cluster":"c","firstContact":"2026-01-01T00:00:00Z","lastContact":"2026-01-01T00:00:00Z"}]}}},
          "peerTargets": {"p": {"t": {"name":"t"}}},
          "peerJobs": {"p": {"j": {"id":"j"}}},
          "peerTrackingHeaders": "a|b",
          "peerProbes": {"readinessProbe":"/x"}
        }
        """;

    /// <summary>A dump with something in all its parts.</summary>
    public static string Valid { get; } = Whole.Replace("NODE", Node, StringComparison.Ordinal);

    /// <summary>A dump of one locker, <c>X</c>, with these keys.</summary>
    public static string InKeys(string keys) => "{\"lockers\":{\"X\":{\"dataLocker\":{\"locker\":" + keys + "}}}}";

    /// <summary>Keys in each other, so many.</summary>
    public static string Deep(int depth) =>
        string.Concat(Enumerable.Repeat("{\"k\":{\"subKeys\":", depth)) + "{}" + new string('}', depth * 2);
}
