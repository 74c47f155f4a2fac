namespace Lockers.Grains.Interfaces;

/// <summary>
/// What was asked cannot be answered now: the storage is away, or another node has taken over. Of a change it is not known
/// whether it was made, unless <see cref="NotMade"/> says so. Trying again later is all there is to do. What failed is in the log
/// of the node; it does not come along, for it may be of a type that others cannot read.
/// </summary>
[GenerateSerializer, Alias(TypeAliases.StorageUnavailable)]
public sealed class StorageUnavailableException : Exception
{
    /// <summary>An answer that cannot be given.</summary>
    /// <param name="message">Why.</param>
    /// <param name="notMade">Whether a change is known not to have been made.</param>
    public StorageUnavailableException(string message, bool notMade)
        : base(message) => NotMade = notMade;

    /// <summary>Whether a change that was asked for is known not to have been made.</summary>
    [Id(0)]
    public bool NotMade { get; private set; }
}
