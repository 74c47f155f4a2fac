using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Activation;

/// <summary>
/// Runs the rest of a change whose first part is made. What fails there says of itself at most that *it* was not made; the caller must
/// not take that for the whole change, which it would make a second time.
/// </summary>
internal static class PartlyMade
{
    /// <summary>Runs the rest.</summary>
    /// <exception cref="StorageUnavailableException">It failed for now; of the whole change it is not known what was made.</exception>
    public static async Task Run(Func<Task> rest)
    {
        try
        {
            await rest();
        }
        catch (Exception error) when (IsForNow(error))
        {
            throw Unknown(error);
        }
    }

    /// <summary>What to tell a caller whose change was made in part when this failed.</summary>
    public static StorageUnavailableException Unknown(Exception error) =>
        error as StorageUnavailableException is { NotMade: false } unknown ? unknown : new(error.Message, notMade: false);

    /// <summary>Whether the same call may succeed later.</summary>
    public static bool IsForNow(Exception error) =>
        CallFailures.IsForNow(error) || error is OperationCanceledException;
}
