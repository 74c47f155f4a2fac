using System.Globalization;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Concurrency;

/// <summary>A get beside stores at its key: it answers with what was there at one moment, never with half of two.</summary>
public sealed class GetRaceTests(LockersNode node)
{
    private const int Keys = 1000;
    private const int Readers = 4;
    private readonly string _label = Calls.FreshLabel();

    public static TheoryData<string, bool> Trees => new()
    {
        { "/registry/lockers/{0}", false }, { "/registry/lockers/{0}", true },
        { "/registry/peers/{0}/1.1.1.1:1/locker", false }, { "/registry/peers/{0}/1.1.1.1:1/locker", true },
    };

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task A_get_answers_with_nothing_or_the_tree_below_or_the_text_while_the_text_is_stored(string form, bool hasBelow)
    {
        var tree = string.Format(CultureInfo.InvariantCulture, form, _label);
        for (var key = 0; key < Keys; key++)
        {
            if (hasBelow) await node.Client.Post($"{tree}/store/k{key},below", "below").Done();
            var store = node.Client.Post($"{tree}/store/k{key}", "text");
            var gets = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => node.Client.Get($"{tree}/get/k{key}")));
            await store.Done();

            Assert.All(gets, get => Assert.True(
                get is { Status: 200, Text: "text" } && get.Headers.ContainsKey("ETag")
                    || (hasBelow ? get.Status == 200 && get.Text.Contains("below", StringComparison.Ordinal) && !get.Text.Contains("text", StringComparison.Ordinal) : get.Status == 404),
                $"k{key}: {get} {get.Text}"));
        }
    }
}
