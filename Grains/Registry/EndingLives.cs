namespace Lockers.Grains.Registry;

/// <summary>
/// The labels whose lockers are being emptied. A label's next life waits for that, so that nothing that was acknowledged
/// in it is swept away with the one before.
/// </summary>
internal sealed class EndingLives
{
    private readonly Dictionary<string, Task> _ending = new(StringComparer.Ordinal);

    /// <summary>Completes when the label's old life is gone, though another may be ending when the caller goes on.</summary>
    public async ValueTask Gone(string label)
    {
        while (_ending.TryGetValue(label, out var ending))
            await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Whether the label's old life is not gone yet.</summary>
    public bool IsEnding(string label) => _ending.ContainsKey(label);

    /// <summary>Runs what ends a label's life, after what already does. The label counts as ending when this returns.</summary>
    public async Task End(string label, Func<Task> end)
    {
        var before = _ending.GetValueOrDefault(label, Task.CompletedTask);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ending[label] = done.Task;
        try
        {
            await before;
            await end();
        }
        finally
        {
            if (_ending[label] == done.Task) _ending.Remove(label);
            done.SetResult();
        }
    }
}
