namespace Lockers.Grains.Interfaces;

/// <summary>How stored text was sent, which decides the content type it is read with.</summary>
public enum TextFormat : byte
{
    /// <summary>Anything but JSON: read as text, or as an octet stream when it is not UTF-8.</summary>
    Plain = 0,

    /// <summary>Sent as <c>application/json</c>: read as such, verbatim.</summary>
    Json = 1,
}
