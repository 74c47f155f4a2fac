namespace Lockers.Grains.Interfaces;

/// <summary>
/// One piece of a rendered answer, about 64 KiB of UTF-8. <see cref="IReadCursors.ReadNext"/> gives the one after it.
/// </summary>
/// <param name="Outcome">Anything but <see cref="Outcome.Done"/> means that there is no answer and no bytes.</param>
/// <param name="Read">Names the read that goes on; 0 when this page is the last.</param>
/// <param name="Number">The page's place, from 0.</param>
/// <param name="Bytes">
/// The bytes. They are valid until the caller asks for the next page: the buffer is then filled again.
/// </param>
/// <param name="Items">How many items of a list the page holds, where the read is of a list.</param>
/// <param name="Exists">
/// Whether the locker that is read surely exists, because its grain holds a generation of it. What is not so may exist: the registry knows lockers
/// into which nothing was ever put.
/// </param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ReadPage)]
public sealed record ReadPage(
    [property: Id(0)] Outcome Outcome,
    [property: Id(1)] long Read,
    [property: Id(2)] int Number,
    [property: Id(3)] ReadOnlyMemory<byte> Bytes,
    [property: Id(4)] int Items,
    [property: Id(5)] bool Exists = false)
{
    /// <summary>The answer of a read that found nothing.</summary>
    public static ReadPage NotFound { get; } = new(Outcome.NotFound, 0, 0, default, 0);

    /// <summary>The answer of a read of what is below a key that has no text, where the key has one.</summary>
    public static ReadPage HasText { get; } = new(Outcome.Unmet, 0, 0, default, 0);

    /// <summary>The answer of a read that was turned away because too many are open.</summary>
    public static ReadPage Busy { get; } = new(Outcome.Busy, 0, 0, default, 0);
}
