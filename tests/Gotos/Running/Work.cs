namespace Lockers.Gotos.Running;

/// <summary>Tasks that run on their own, of which none is forgotten.</summary>
internal sealed class Work
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _busy;
    private int _running;
    private Exception? _fault;

    public bool IsQuiet
    {
        get
        {
            lock (_lock) return _running == 0;
        }
    }

    /// <summary>Begins a task.</summary>
    public void Begin(Func<Task> work)
    {
        lock (_lock)
        {
            if (_running++ == 0) _busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = Task.Run(() => Run(work));
    }

    /// <summary>Waits until none is left.</summary>
    /// <exception cref="InvalidOperationException">One has failed, and not because it was told to end.</exception>
    public async Task Ended()
    {
        Task ended;
        lock (_lock) ended = _busy?.Task ?? Task.CompletedTask;
        await ended;
        if (_fault is not null) throw new InvalidOperationException("What a peer ran has failed.", _fault);
    }

    private async Task Run(Func<Task> work)
    {
        Exception? fault = null;
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
        catch (Exception error)
        {
            fault = error;
        }

        lock (_lock)
        {
            _fault ??= fault;
            if (--_running == 0) _busy!.SetResult();
        }
    }
}
