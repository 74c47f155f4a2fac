namespace Lockers.Grains.Tests;

/// <summary>Runs a test as a grain runs: never on two threads at once, though on any.</summary>
internal static class GrainThread
{
    public static Task Run(Func<Task> test) => Task.Factory.StartNew(
        test, CancellationToken.None, TaskCreationOptions.DenyChildAttach, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
