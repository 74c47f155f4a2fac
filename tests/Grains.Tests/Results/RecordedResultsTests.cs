using System.Text.Json;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Grains.Tests.Results;

/// <summary>Against what goto 0.4.1 and 0.7.0 answered to the same reports.</summary>
public class RecordedResultsTests
{
    private const string ResultsUri = "/registry/peers/lockers/targets/results";

    [Fact]
    public void Every_answer_of_the_results_tour_is_the_same()
    {
        var replay = new ReportReplay();
        var compared = 0;
        foreach (var request in Recordings.Lines("goto-0.4.1-results.jsonl"))
        {
            replay.Play(request);
            if (request.Uri.StartsWith(ResultsUri, StringComparison.Ordinal))
            {
                using var expected = JsonDocument.Parse(request.Response);
                GotoAnswers.AssertSame(expected.RootElement, request.Uri == ResultsUri ? replay.Summary() : replay.Detailed());
                compared++;
            }
        }

        Assert.Equal(7, compared);
    }

    [Theory]
    [InlineData("0.4.1")]
    [InlineData("0.7.0")]
    public void Reports_of_live_peers_give_the_answers_of_their_registry(string version)
    {
        var replay = new ReportReplay();

        // The answers were taken before the first peer deregistered.
        foreach (var request in Recordings.Lines($"goto-{version}-peer-session.jsonl")
            .TakeWhile(request => !request.Uri.Contains("/remove/", StringComparison.Ordinal)))
        {
            replay.Play(request);
        }

        var answers = Recordings.Json($"goto-{version}-answers-after-session.json");
        GotoAnswers.AssertSame(answers.GetProperty(ResultsUri), replay.Summary());
        GotoAnswers.AssertSame(answers.GetProperty(ResultsUri + "?detailed=Y"), replay.Detailed());
    }
}
