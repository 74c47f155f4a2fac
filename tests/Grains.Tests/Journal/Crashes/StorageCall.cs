using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared.Journals;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>A call of an owner's to the storage, which somebody decides about.</summary>
internal sealed class StorageCall(JournalTable table, string what, bool isRead, Func<object?> action)
{
    // Continuations go to the scheduler that waits for them; through the thread pool they would come in any order.
    private readonly TaskCompletionSource<object?> _answer = new();

    internal string What => what;

    /// <summary>Nobody waits for it any more.</summary>
    internal bool IsGivenUp { get; set; }

    internal bool IsAppend => what.StartsWith("Append", StringComparison.Ordinal);

    internal bool IsRead => isRead;

    internal Task<object?> Answer => _answer.Task;

    /// <summary>Carries it out and answers.</summary>
    internal void Succeed() => _answer.TrySetResult(Do(late: false));

    /// <summary>Fails without having been carried out.</summary>
    internal void Refuse() => _answer.TrySetException(new IOException("refused"));

    /// <summary>Is turned away: it is surely not carried out.</summary>
    internal void TurnAway() => _answer.TrySetException(new StorageUnavailableException("too much waits", notMade: true));

    /// <summary>Is carried out, and the answer is lost.</summary>
    internal void LoseAnswer()
    {
        Do(late: false);
        _answer.TrySetException(new IOException("connection lost"));
    }

    /// <summary>Is carried out when nobody waits for it any more.</summary>
    internal void Land(bool late = true) => Do(late);

    private object? Do(bool late)
    {
        table.IsLate = late || IsGivenUp;
        return action();
    }
}
