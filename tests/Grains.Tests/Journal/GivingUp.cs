using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

/// <summary>Lets time pass for what gives up after some of it.</summary>
internal static class GivingUp
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Lets time pass until a task has ended, at most a minute of it.</summary>
    public static async Task PassUntilEnded(this FakeTimeProvider time, Task task)
    {
        for (var steps = 0; steps < 600 && !task.IsCompleted; steps++)
        {
            time.Advance(Step);
            await Task.Yield();
        }

        await task;
    }

    /// <summary>Lets time pass until a change is accepted that the journal refuses for a while, at most a minute of it.</summary>
    public static async Task PassUntil(this FakeTimeProvider time, Func<bool> change)
    {
        for (var steps = 0; steps < 600; steps++)
        {
            try
            {
                Assert.True(change());
                return;
            }
            catch (StorageUnavailableException refused) when (refused.NotMade)
            {
                time.Advance(Step);
                await Task.Yield();
            }
        }

        Assert.Fail("The journal accepts nothing.");
    }
}
