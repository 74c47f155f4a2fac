namespace Lockers.Grains.Interfaces;

/// <summary>
/// How answers of any size leave a grain: the call that starts a read gives its first page, and the reader asks for the
/// others when it is ready for them. A read holds one version of the tree. It ends with its last page, with
/// <see cref="EndRead"/>, or after ten minutes in which nobody asked.
/// </summary>
[Alias(TypeAliases.ReadCursors)]
public interface IReadCursors : IGrain
{
    /// <summary>The page with that number: the one after the last given, or that one again.</summary>
    /// <returns>The page, or <see cref="Outcome.NotFound"/> when the read is no more.</returns>
    [Alias("ReadNext"), ResponseTimeout("00:05:00")]
    ValueTask<ReadPage> ReadNext(long read, int number);

    /// <summary>Gives up a read before its end.</summary>
    [Alias("EndRead")]
    ValueTask EndRead(long read);
}
