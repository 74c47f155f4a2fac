namespace Lockers.Cluster.Database;

/// <summary>Which answers of a database have which fate, until the rule is over.</summary>
/// <param name="fate">The fate.</param>
/// <param name="oneIn">Which of the answers: 1 for all of them, those to a connection that begins too; n for each nth after that.</param>
internal sealed class AnswerRule(AnswerFate fate, int oneIn)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answers;

    /// <summary>The rule that changes nothing.</summary>
    public static AnswerRule None { get; } = new(AnswerFate.Arrives, 1);

    /// <summary>Completes when the rule no longer holds.</summary>
    public Task Over => _over.Task;

    /// <summary>The fate of the next answer.</summary>
    /// <param name="begins">Whether it belongs to the beginning of a connection.</param>
    public AnswerFate Next(bool begins)
    {
        if (oneIn == 1) return fate;
        return !begins && Interlocked.Increment(ref _answers) % oneIn == 0 ? fate : AnswerFate.Arrives;
    }

    /// <summary>Ends the rule.</summary>
    public void End() => _over.TrySetResult();
}
