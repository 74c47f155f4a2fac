using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Lockers.Grains.Results;
using Xunit;

namespace Lockers.Grains.Tests.Results;

/// <summary>Whatever happens to a report on its way, reading it does not throw and what comes out can be written.</summary>
public partial class MutationTests
{
    private static readonly Gen<string> Value = Gen.OneOf(
        "null", "true", "-1", "1e400", "\"x\"", "\"\\ud800\"", "[]", "[[{}]]", "{}", "{\"count\":{}}", "");

    [Fact]
    public void Truncated() =>
        Gen.Select(Reports.Text, Gen.Double[0, 1]).Sample((text, part) =>
            Survives(Encoding.UTF8.GetBytes(text).AsSpan()[..(int)(text.Length * part)]));

    [Fact]
    public void With_bytes_replaced() =>
        Gen.Select(Reports.Text, Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[1, 5]).Sample((text, changes) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            foreach (var (at, value) in changes)
            {
                bytes[(int)(at * (bytes.Length - 1))] = value;
            }

            return Survives(bytes);
        });

    [Fact]
    public void With_values_of_other_types() =>
        Gen.Select(Reports.Text, Value, Gen.Int[0, 40]).Sample((text, value, nth) =>
            Survives(Encoding.UTF8.GetBytes(WithValue(text, value, nth))));

    [Fact]
    public void Random_bytes() => Gen.Byte.Array[0, 200].Sample(bytes => Survives(bytes));

    private static bool Survives(ReadOnlySpan<byte> text)
    {
        var results = new PeerResults();
        results.Add("t", text);
        results.Add("t", text);
        return Written.Detailed(results).Length + Written.Summary(results).Length
            + Written.ClientDetails(results).Length + Written.ClientSummary(results, parts: true).Length > 0;
    }

    private static string WithValue(string text, string value, int nth)
    {
        var index = 0;
        return AnyValue().Replace(text, match => index++ == nth ? ":" + value : match.Value);
    }

    // A scalar after a name, or the empty object; larger values change with what is in them.
    [GeneratedRegex(""":(-?\d+|"[^"]*"|\{\})""")]
    private static partial Regex AnyValue();
}
