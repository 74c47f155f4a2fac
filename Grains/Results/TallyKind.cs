namespace Lockers.Grains.Results;

/// <summary>What a goto 0.9 or later counts the responses of a target by, in the order in which it writes the maps.</summary>
internal enum TallyKind
{
    /// <summary><c>countsByStatusCodes</c>; the code is <c>0</c> where there was no connection.</summary>
    StatusCodes,

    /// <summary><c>countsByURIs</c>.</summary>
    Uris,

    /// <summary><c>countsByRequestPayloadSizes</c>.</summary>
    RequestSizes,

    /// <summary><c>countsByResponsePayloadSizes</c>.</summary>
    ResponseSizes,

    /// <summary><c>countsByRetries</c>.</summary>
    Retries,

    /// <summary><c>countsByRetryReasons</c>.</summary>
    RetryReasons,

    /// <summary><c>countsByErrors</c>.</summary>
    Errors,

    /// <summary><c>countsByTimeBuckets</c>.</summary>
    TimeBuckets,
}
