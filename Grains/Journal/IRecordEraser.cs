namespace Lockers.Grains.Journal;

/// <summary>
/// Deletes many records of a grain at once, as <c>IGrainStorage</c> cannot. A storage of journals that has one is registered
/// with it under its own name; with any other, records are deleted one by one.
/// </summary>
public interface IRecordEraser
{
    /// <summary>How many records are deleted by one call at most: as many as take a storage some milliseconds.</summary>
    const int MaxNames = 256;

    /// <summary>Deletes what is there of some records, whatever their version. When it fails, any of them may be left.</summary>
    /// <param name="grain">The grain, as the storage is called with it.</param>
    /// <param name="names">The names of their states, at most <see cref="MaxNames"/>.</param>
    /// <param name="cancellationToken">Gives up; what became of them is not known then.</param>
    Task Erase(GrainId grain, IReadOnlyCollection<string> names, CancellationToken cancellationToken);
}
