using Lockers.Grains.Journal.Storage;
using Xunit;

namespace Lockers.Tests.Shared.Journals;

/// <summary>
/// What every <see cref="IJournalStorage"/> does. Each implementation has a class of tests that derives from this one. Every test has
/// journals of its own, so a storage may be shared by all of them, and by classes.
/// </summary>
public abstract partial class JournalStorageConformance
{
    private int _journals;

    /// <summary>The storage, as one node sees it.</summary>
    protected abstract IJournalStorage Storage { get; }

    /// <summary>The same journals as another node sees them; the same object where a second node cannot be.</summary>
    protected virtual IJournalStorage Elsewhere => Storage;

    /// <summary>How long each race is repeated.</summary>
    protected virtual TimeSpan RaceTime => TimeSpan.FromSeconds(2);

    private string NewName() => $"l.{Guid.NewGuid():N}.{_journals++}";

    /// <summary>Repeats a race for as long as races last, once at least, and notes how often it was run.</summary>
    private async Task Repeat(Func<int, Task> race)
    {
        var (begun, rounds) = (TimeProvider.System.GetTimestamp(), 0);
        do
        {
            await race(rounds++);
        }
        while (TimeProvider.System.GetElapsedTime(begun) < RaceTime);
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} rounds");
    }
}
