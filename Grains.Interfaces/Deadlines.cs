namespace Lockers.Grains.Interfaces;

/// <summary>Waits that end. What is waited for goes on behind one that has ended, and may fail with nobody left who would see it.</summary>
public static class Deadlines
{
    /// <summary>Waits for a task, and not longer than its deadline. A failure behind the deadline counts as seen: the wait has reported one.</summary>
    /// <param name="task">The task; it is not cancelled by the deadline.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public static Task Within(this Task task, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken = default)
    {
        task.Ignore();
        return task.WaitAsync(deadline, time, cancellationToken);
    }

    /// <inheritdoc cref="Within(Task, TimeSpan, TimeProvider, CancellationToken)"/>
    public static Task<T> Within<T>(this Task<T> task, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken = default)
    {
        task.Ignore();
        return task.WaitAsync(deadline, time, cancellationToken);
    }
}
