namespace Lockers.Grains.Activation;

/// <summary>Calls of many grains by one.</summary>
internal static class FanOut
{
    /// <summary>How many are called at once.</summary>
    public const int Parallelism = 32;

    /// <summary>Makes a call for each item, some at once, on the caller's own scheduler: a grain stays on its thread.</summary>
    public static Task ForEach<T>(IEnumerable<T> items, Func<T, ValueTask> call) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, TaskScheduler = TaskScheduler.Current },
            (item, _) => call(item));
}
