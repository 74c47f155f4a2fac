using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Reading;

/// <summary>
/// Renders the beginning of a LockerData: its text, and what a dump says of the text where <c>data</c> cannot. Bytes that are not
/// UTF-8 stand in front of <c>data</c>, so that a load which reads them first has no use for the rest.
/// </summary>
internal static class TextJson
{
    // Three bytes are four characters of base64: slices of whole threes can be put together.
    private const int Base64Slice = PageWriter.SliceBytes / 3 * 3;

    /// <summary>A text that is rendered in one piece, or none.</summary>
    public static void Small(PageWriter page, in TreeNode node, ReadOptions options)
    {
        var text = node.Text;
        page.Raw("{"u8);
        if (text is not null && options.Exact && !Utf8.IsValid(text))
        {
            page.Raw("\"base64\":\""u8);
            Base64Of(page, text);
            page.Raw("\","u8);
        }

        page.Raw("\"data\":"u8);
        if (text is null) page.Raw("\"\""u8);
        else if (options.Data) page.Quoted(text);
        else page.Raw("\"...\""u8);
        if (text is not null && options.Exact) Format(page, node);
    }

    /// <summary>A text of more than <see cref="PageWriter.SliceBytes"/>.</summary>
    public static IEnumerable<PageBreak> Large(PageWriter page, TreeNode node, bool exact)
    {
        var text = node.Text!;
        var valid = Utf8.IsValid(text);
        page.Raw("{"u8);
        if (exact && !valid)
        {
            page.Raw("\"base64\":\""u8);
            for (var at = 0; at < text.Length; at += Base64Slice)
            {
                Base64Of(page, text.AsSpan(at, Math.Min(Base64Slice, text.Length - at)));
                if (page.Full) yield return default;
            }

            page.Raw("\","u8);
        }

        page.Raw("\"data\":\""u8);
        foreach (var slice in Slices(text, valid))
        {
            page.Escaped(slice.Span);
            if (page.Full) yield return default;
        }

        page.Raw("\""u8);
        if (exact) Format(page, node);
    }

    private static void Format(PageWriter page, in TreeNode node)
    {
        if (node.Format == TextFormat.Json) page.Raw(",\"json\":true"u8);
        if (node.Expires != 0)
        {
            page.Raw(",\"expires\":"u8);
            page.Time(node.Expires);
        }

        if (node.Text!.Length == 0 && node.HasSubKeys) page.Raw(",\"text\":\"\""u8);
    }

    private static void Base64Of(PageWriter page, ReadOnlySpan<byte> bytes)
    {
        Base64.EncodeToUtf8(bytes, page.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        page.Advance(written);
    }

    // Bytes of valid UTF-8 are copied or escaped one by one, so a slice may end inside a character.
    private static IEnumerable<ReadOnlyMemory<byte>> Slices(byte[] text, bool valid)
    {
        for (var at = 0; at < text.Length;)
        {
            var slice = text.AsMemory(at, Math.Min(PageWriter.SliceBytes, text.Length - at));
            if (valid)
            {
                at += slice.Length;
                yield return slice;
            }
            else
            {
                var whole = at + slice.Length == text.Length ? slice.Length : Utf8Pieces.WholeCharacters(slice.Span);
                at += whole;
                yield return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(slice.Span[..whole]));
            }
        }
    }
}
