using System.Buffers.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>Renders what a peer is given to run: as it is kept, and as a pod that registers is handed it.</summary>
internal static class SettingRendering
{
    /// <summary>Targets or jobs: JSON texts as they came, under their names.</summary>
    public static IEnumerable<PageBreak> Named(PageWriter page, TreeRoot root, SettingKind kind) => Named(page, root, kind, json => json);

    /// <summary>Scripts or files: bytes in base64, under their names.</summary>
    public static IEnumerable<PageBreak> Files(PageWriter page, TreeRoot root, SettingKind kind) => Items(page, root, kind, Base64Text);

    /// <summary>As <see cref="IPeerGrain.ReadStartup"/> says.</summary>
    public static IEnumerable<PageBreak> Startup(PageWriter page, TreeRoot targets, TreeRoot jobs)
    {
        var shape = PeerSettings.ShapeIn(targets);
        page.Raw("{\"Targets\":"u8);
        foreach (var full in Named(page, targets, SettingKind.Target, target => TargetHeaders.In(shape, target))) yield return full;
        page.Raw(",\"Jobs\":"u8);
        foreach (var full in Named(page, jobs, SettingKind.Job, NameMembers.WithBoth)) yield return full;
        page.Raw(",\"JobScripts\":"u8);
        foreach (var full in Files(page, jobs, SettingKind.Script)) yield return full;
        page.Raw(",\"Files\":"u8);
        foreach (var full in Files(page, jobs, SettingKind.File)) yield return full;
    }

    private static IEnumerable<PageBreak> Named(PageWriter page, TreeRoot root, SettingKind kind, Func<byte[], byte[]> written) =>
        Items(page, root, kind, (json, text) => Raw(json, written(text)));

    private static IEnumerable<PageBreak> Items(
        PageWriter page, TreeRoot root, SettingKind kind, Func<PageWriter, byte[], IEnumerable<PageBreak>> render)
    {
        page.Raw("{"u8);
        var comma = false;
        foreach (var (name, item) in PeerRecords.Items(root, PeerSettings.KeyOf(kind)))
        {
            if (comma) page.Raw(","u8);
            comma = true;
            page.Quoted(name);
            page.Raw(":"u8);
            foreach (var full in render(page, item.Text ?? [])) yield return full;
        }

        page.Raw("}"u8);
    }

    private static IEnumerable<PageBreak> Raw(PageWriter page, byte[] json)
    {
        for (var at = 0; at < json.Length; at += PageWriter.SliceBytes)
        {
            page.Raw(json.AsSpan(at, Math.Min(PageWriter.SliceBytes, json.Length - at)));
            if (page.Full) yield return default;
        }
    }

    private static IEnumerable<PageBreak> Base64Text(PageWriter page, byte[] bytes)
    {
        // Of three bytes each, so that no padding comes before the end.
        const int Slice = PageWriter.SliceBytes / 3 * 3;
        page.Raw("\""u8);
        for (var at = 0; at < bytes.Length; at += Slice)
        {
            var some = Math.Min(Slice, bytes.Length - at);
            Base64.EncodeToUtf8(bytes.AsSpan(at, some), page.GetSpan(Base64.GetMaxEncodedToUtf8Length(some)), out _, out var written);
            page.Advance(written);
            if (page.Full) yield return default;
        }

        page.Raw("\""u8);
    }
}
