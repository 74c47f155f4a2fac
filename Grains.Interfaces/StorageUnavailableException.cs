namespace Lockers.Grains.Interfaces;

/// <summary>
/// What was asked cannot be answered now: the storage is away, or another node has taken over. Of a change it is not known
/// whether it was made, unless <see cref="NotMade"/> says so. Trying again later is all there is to do.
/// </summary>
[GenerateSerializer, Alias(TypeAliases.StorageUnavailable)]
public sealed class StorageUnavailableException : Exception
{
    /// <summary>An answer that cannot be given.</summary>
    /// <param name="message">Why.</param>
    /// <param name="notMade">Whether a change is known not to have been made.</param>
    /// <param name="inner">What failed.</param>
    public StorageUnavailableException(string message, bool notMade, Exception? inner = null)
        : base(message, inner) => NotMade = notMade;

    /// <summary>Whether a change that was asked for is known not to have been made.</summary>
    [Id(0)]
    public bool NotMade { get; private set; }
}
