using System.Globalization;
using CsCheck;

namespace Lockers.Grains.Tests.Results;

/// <summary>Random reports of peers, in a mix of both dialects, as JSON text.</summary>
internal static class Reports
{
    private static readonly Gen<string> Number = Gen.OneOf(Gen.Long[0, 1000], Gen.Const(long.MaxValue), Gen.Long[-5, 5])
        .Select(n => n.ToString(CultureInfo.InvariantCulture));

    private static readonly Gen<string> Time = Gen.OneOf(
        Gen.Const("\"0001-01-01T00:00:00Z\""),
        Gen.Int[0, 59].Select(s => string.Create(CultureInfo.InvariantCulture, $"\"2026-11-23T21:45:{s:00}.27118307{s % 10}Z\"")));

    private static readonly Gen<string> Count = Gen.Select(Gen.Bool, Number, Number, Time, Time, (old, count, retries, first, last) => old
        ? $$"""{"value":{{count}},"retries":{{retries}},"firstResponse":{{first}},"lastResponse":{{last}}}"""
        : $$"""{"count":{{count}},"retries":{{retries}},"firstResultAt":{{first}},"lastResultAt":{{last}}}""");

    private static readonly Gen<string> Header = Gen.Recursive<string>((level, header) => Gen.Select(
        Count,
        Map(Count),
        Map(Map(Count)),
        level < 3 ? Map(header) : Gen.Const("{}"),
        level < 3 ? Map(Map(header)) : Gen.Const("{}"),
        Time,
        (count, counts, byValue, crossed, crossedByValue, time) => $$"""
            {"header":"x","count":{{count}},"countsByValues":{{counts}},"countsByStatusCodes":{{counts}},
            "countsByValuesStatusCodes":{{byValue}},
            "crossHeaders":{{crossed}},"crossHeadersByValues":{{crossedByValue}},"firstResponse":{{time}},"lastResponse":{{time}}}
            """));

    private static readonly Gen<string> Tally = Gen.Recursive<string>((level, tally) => Gen.Select(
        Number,
        Number,
        Time,
        level < 3 ? Map(tally) : Gen.Const("{}"),
        level < 3 ? Map(tally) : Gen.Const("{}"),
        (count, streams, time, codes, buckets) => $$"""
            {"count":{{count}},"clientStreamCount":{{streams}},"serverStreamCount":1,"retries":{{streams}},"firstResultAt":{{time}},"lastResultAt":{{time}},
            "byStatusCodes":{{codes}},"byTimeBuckets":{{buckets}}}
            """));

    /// <summary>One instance's text for one target.</summary>
    public static readonly Gen<string> Text = Gen.Select(
        Gen.OneOf("invocationCounts", "invocationCount"),
        Number,
        Time,
        Map(Number),
        Map(Gen.OneOf(Number, Count, Tally)),
        Map(Header),
        (name, number, time, numbers, counts, headers) => $$"""
            {"target":"x","{{name}}":{{number}},"firstResponse":{{time}},"lastResultAt":{{time}},"retriedInvocationCounts":{{number}},
            "countsByStatus":{{numbers}},"countsByStatusCodes":{{counts}},"countsByHeaders":{{headers}},"countsByURIs":{{counts}},
            "countsByRetryReasons":{{counts}},"countsByTimeBuckets":{{counts}}}
            """);

    /// <summary>Several instances' texts for a few targets.</summary>
    public static readonly Gen<(string Target, string Text)[]> Many =
        Gen.Select(Gen.OneOf("", "t1", "t2"), Gen.Frequency((9, Text), (1, Gen.Const("not json")))).Array[0, 8];

    private static Gen<string> Map(Gen<string> value) =>
        Gen.Select(Gen.OneOf("a", "b", "é"), value, (key, value) => (key, value)).Array[0, 2].Select(entries =>
            "{" + string.Join(',', entries.DistinctBy(entry => entry.key).Select(entry => $"\"{entry.key}\":{entry.value}")) + "}");
}
