namespace Lockers.Grains.Reading;

/// <summary>What a rendering yields when its page is full, or when it is about to wait with something on the page.</summary>
internal readonly struct PageBreak;
