using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Reading;

/// <summary>Puts renderings together.</summary>
internal static class Rendering
{
    /// <summary>A rendering that never waits, as one that may.</summary>
    public static async IAsyncEnumerable<PageBreak> Of(IEnumerable<PageBreak> rendering)
    {
        await Task.CompletedTask;
        foreach (var full in rendering) yield return full;
    }

    /// <summary>Copies the pages of another grain's read into this one.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="reads">The other grain.</param>
    /// <param name="first">The first page of its read.</param>
    public static async IAsyncEnumerable<PageBreak> Nested(PageWriter page, IReadCursors reads, ReadPage first)
    {
        var nested = first;
        var whole = false;
        try
        {
            while (true)
            {
                // An answer that is already under way can only be broken off: it must not look whole.
                if (nested.Outcome != Outcome.Done)
                    throw new StorageUnavailableException($"A read that is part of another ended with {nested.Outcome}.", notMade: true);
                page.Raw(nested.Bytes.Span);
                page.Items += nested.Items;
                if (page.Full) yield return default;
                if (nested.Read == 0) break;
                nested = await reads.ReadNext(nested.Read, nested.Number + 1);
            }

            whole = true;
        }
        finally
        {
            if (!whole && nested.Read != 0) await reads.EndRead(nested.Read);
        }
    }
}
