using Microsoft.Playwright;

namespace Lockers.Page.Browser;

/// <summary>What is opened in a tab, and how it looks.</summary>
/// <param name="Node">The address of the node, or of what stands before several.</param>
/// <param name="Path">The path and query of the page, with the leading <c>/</c>.</param>
public sealed record Visit(Uri Node, string Path)
{
    /// <summary>Whether the system's colours are dark.</summary>
    public bool IsDark { get; init; }

    /// <summary>The window's width, pixels.</summary>
    public int Width { get; init; } = 1400;

    /// <summary>The window's height, pixels.</summary>
    public int Height { get; init; } = 900;

    /// <summary>The name and key that the browser answers a 401 with; null for none.</summary>
    public HttpCredentials? Credentials { get; init; }
}
