using System.Text.Json.Nodes;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Results.Tables;
using Lockers.Grains.Tests.Reading;
using Xunit;

namespace Lockers.Grains.Tests.Results.Tables;

public class TableJsonTests
{
    private const string Earlier =
        """{"invocationCounts":3,"firstResponse":"2026-11-27T00:00:03Z","countsByStatusCodes":{"200":2,"503":1},"countsByHeaders":{"x":{"count":{"value":1}}}}""";

    private const string Later =
        """{"invocationCount":4,"firstResultAt":"2026-11-27T00:00:01Z","lastResultAt":"2026-11-27T00:00:02Z","countsByStatusCodes":{"503":{"count":3},"0":{"count":1}}}""";

    [Fact]
    public void Both_dialects_add_up()
    {
        var table = Tabled.Of(ResultGrouping.Target, ("p1", "1:1", "t1", Earlier), ("p2", "2:2", "t1", Later));

        Assert.Equal(
            """
            {"label":"run1","by":"target","rows":[{"name":"t1","target":"t1","requests":7,"responses":7,"share":1,"statuses":{"0":1,"200":2,"503":4},"firstResponse":"2026-11-27T00:00:01Z","lastResponse":"2026-11-27T00:00:02Z"}],
            "total":{"requests":7,"responses":7,"share":1,"statuses":{"0":1,"200":2,"503":4},"firstResponse":"2026-11-27T00:00:01Z","lastResponse":"2026-11-27T00:00:02Z"}}
            """.ReplaceLineEndings(""),
            Json(table, Tabled.Query(ResultGrouping.Target)));
    }

    [Fact]
    public void An_instance_says_its_peer_and_one_that_reported_nothing_has_a_row()
    {
        var table = Tabled.Of(ResultGrouping.Instance, ("p1", "1:1", "t1", Earlier), ("p1", "1:1", "t2", Earlier));
        table.Add("p0", "0:0", new());

        Assert.Equal(
            """
            {"label":"run1","by":"instance","rows":[{"name":"p0/0:0","peer":"p0","instance":"0:0","requests":0,"responses":0,"share":0,"statuses":{},"firstResponse":null,"lastResponse":null},
            {"name":"p1/1:1","peer":"p1","instance":"1:1","requests":6,"responses":6,"share":1,"statuses":{"200":4,"503":2},"firstResponse":"2026-11-27T00:00:03Z","lastResponse":null}],
            "total":{"requests":6,"responses":6,"share":1,"statuses":{"200":4,"503":2},"firstResponse":"2026-11-27T00:00:03Z","lastResponse":null}}
            """.ReplaceLineEndings(""),
            Json(table, Tabled.Query(ResultGrouping.Instance)));
    }

    [Fact]
    public void With_a_filter_only_what_counts_is_shown()
    {
        var table = Tabled.Of(ResultGrouping.Peer, ("p1", "1:1", "t1", Earlier), ("p2", "2:2", "t1", Tabled.Report(("200", 5))));

        Assert.Equal(
            """
            {"label":"run1","by":"peer","status":"5xx,!500","rows":[{"name":"p1","peer":"p1","requests":3,"responses":1,"share":0.333333,"statuses":{"503":1},"firstResponse":"2026-11-27T00:00:03Z","lastResponse":null}],
            "total":{"requests":3,"responses":1,"share":0.333333,"statuses":{"503":1},"firstResponse":"2026-11-27T00:00:03Z","lastResponse":null}}
            """.ReplaceLineEndings(""),
            Json(table, Tabled.Query(ResultGrouping.Peer, "5xx,!500")));
    }

    [Fact]
    public void Two_runs_have_counts_shares_and_differences()
    {
        var query = Tabled.Query(ResultGrouping.Target);
        var a = Tabled.Of(ResultGrouping.Target, ("p", "1:1", "t1", Tabled.Report(("200", 3), ("404", 1))));
        var b = Tabled.Of(ResultGrouping.Target, ("p", "1:1", "t1", Tabled.Report(("200", 1), ("503", 1))), ("p", "1:1", "t2", Tabled.Report(("200", 1))));

        var json = JsonNode.Parse(Rendered.Text(page => ComparisonJson.Write(page, "run1", "run2", query, ComparedRow.Of(a, b, query.Statuses))))!;

        Assert.Equal(["a", "b", "by", "rows", "total"], json.AsObject().Select(member => member.Key));
        Assert.Equal(
            """
            {"name":"t1","target":"t1","a":{"requests":4,"responses":4,"share":1,"statuses":{"200":3,"404":1},"shares":{"200":0.75,"404":0.25}},
            "b":{"requests":2,"responses":2,"share":1,"statuses":{"200":1,"503":1},"shares":{"200":0.5,"503":0.5}},
            "difference":{"requests":-2,"responses":-2,"share":0,"statuses":{"200":-2,"404":-1,"503":1},"shares":{"200":-0.25,"404":-0.25,"503":0.5}}}
            """.ReplaceLineEndings(""),
            json["rows"]![0]!.ToJsonString());
        Assert.Equal((true, 1), (json["rows"]![1]!["a"] is null, (int)json["rows"]![1]!["difference"]!["requests"]!));
        Assert.Equal(["a", "b", "difference"], json["total"]!.AsObject().Select(member => member.Key));
        Assert.Equal("""{"200":-1,"404":-1,"503":1}""", json["total"]!["difference"]!["statuses"]!.ToJsonString());
    }

    private static string Json(ResultTable table, ResultTableQuery query) =>
        Rendered.Text(page => TableJson.Write(page, "run1", query, table.Rows(query.Statuses)));
}
