using Lockers.Conformance.Replay;
using Xunit;

namespace Lockers.Conformance;

public sealed class RecordingTests(Replayed replayed) : IClassFixture<Replayed>
{
    public static TheoryData<string> Files => [.. Replayed.Files];

    public static TheoryData<string> Differences => [.. DeliberateDifferences.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_answer_is_that_of_goto_or_differs_on_purpose(string file)
    {
        var report = await replayed.Of(file);

        Assert.True(report.Faults.Count == 0, string.Join("\n", report.Faults));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task A_deliberate_difference_is_still_needed(string name)
    {
        var reports = await Task.WhenAll(Replayed.Files.Select(replayed.Of));

        Assert.Contains(reports, report => report.Needed.Contains(name));
    }

    [Fact]
    public void Every_deliberate_difference_has_a_name_of_its_own_and_a_reason()
    {
        Assert.Distinct(DeliberateDifferences.All.Select(entry => entry.Name));
        Assert.All(DeliberateDifferences.All, entry => Assert.NotEmpty(entry.Why));
    }
}
