using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests.Results;

/// <summary>
/// Compares our answers with goto's: the same members in the same order with the same values, but for what goto gets
/// wrong (the end of API.md): a header's own times, retried invocations, crossed headers that it lost.
/// </summary>
internal static class GotoAnswers
{
    public static void AssertSame(JsonElement expected, string actual)
    {
        using var ours = JsonDocument.Parse(actual);
        List<string> differences = [];
        Compare(expected, ours.RootElement, "", differences);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static void Compare(JsonElement expected, JsonElement actual, string at, List<string> differences)
    {
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            CompareMembers(expected, actual, at, differences);
        }
        else if (Value(expected) != Value(actual))
        {
            differences.Add($"{at}: expected {Value(expected)}, is {Value(actual)}");
        }
    }

    private static void CompareMembers(JsonElement expected, JsonElement actual, string at, List<string> differences)
    {
        string names = Names(expected), ours = Names(actual);
        if (names != ours)
        {
            differences.Add($"{at}: expected members {names}, are {ours}");
            return;
        }

        foreach (var member in expected.EnumerateObject())
        {
            var mayDiffer = member.Name switch
            {
                "retriedInvocationCounts" => true,
                "firstResponse" or "lastResponse" => expected.TryGetProperty("header", out _),
                "crossHeaders" or "crossHeadersByValues" => member.Value.GetPropertyCount() == 0,
                _ => false,
            };
            if (!mayDiffer)
            {
                Compare(member.Value, actual.GetProperty(member.Name), $"{at}/{member.Name}", differences);
            }
        }
    }

    private static string Names(JsonElement json) => string.Join(' ', json.EnumerateObject().Select(member => member.Name));

    // goto's times go down to the nanosecond, ours to 100.
    private static string Value(JsonElement json) =>
        json.ValueKind == JsonValueKind.String && Rfc3339.TryParse(Encoding.UTF8.GetBytes(json.GetString()!), out var ticks)
            ? $"ticks {ticks}"
            : json.GetRawText();
}
