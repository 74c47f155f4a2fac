using System.Buffers.Text;
using System.Text.Unicode;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Reading;

/// <summary>
/// Renders a tree as lines of JSON, one for each key with text, in the order of the keys:
/// <c>{"path":["A","B"],"peer":"p","instance":"1.1.1.1:1","text":"…","json":true,"firstReported":T,"lastReported":T}</c>. <c>peer</c> is there in trees of
/// peers, <c>instance</c> in those of instances, <c>base64</c> instead of <c>text</c> where it is not UTF-8, <c>json</c> where it was sent as JSON,
/// <c>"expires":T</c> where it does.
/// </summary>
/// <param name="page">Where to.</param>
/// <param name="peer">The peer; null for the data tree.</param>
/// <param name="instance">The instance; empty for the peer's own tree.</param>
internal sealed class ExportLines(PageWriter page, string? peer = null, string instance = "")
{
    // Three bytes are four characters of base64: slices of whole threes can be put together.
    private const int Base64Slice = PageWriter.SliceBytes / 3 * 3;

    private readonly byte[] _tree = Tree(peer, instance);
    private readonly LinePath _path = new();
    private byte[] _key = new byte[256];

    /// <summary>Renders all of a tree, or the key at a path and what is below it; nothing where there is no such key.</summary>
    public IEnumerable<PageBreak> Render(TreeRoot root, KeyPath? path)
    {
        if (path is not { } top)
        {
            foreach (var full in Below(root.Walk())) yield return full;
            yield break;
        }

        if (!root.TryFind(top.Utf8, out var node)) yield break;
        Enter(top);
        foreach (var full in Line(node)) yield return full;
        foreach (var full in Below(node.Walk())) yield return full;
    }

    private static byte[] Tree(string? peer, string instance)
    {
        if (peer is null) return "]"u8.ToArray();
        var tree = new PageWriter();
        tree.Raw("],\"peer\":"u8);
        tree.Quoted(peer);
        if (instance.Length > 0)
        {
            tree.Raw(",\"instance\":"u8);
            tree.Quoted(instance);
        }

        var bytes = tree.Written.ToArray();
        tree.Return();
        return bytes;
    }

    private void Enter(KeyPath path)
    {
        foreach (var key in path.Utf8.AsSpan().Split(KeyPath.Separator)) _path.Enter(path.Utf8.AsSpan(key));
    }

    private IEnumerable<PageBreak> Below(TreeWalker walker)
    {
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave)
            {
                _path.Leave();
                continue;
            }

            Enter(walker.Node);
            if (walker.Node.Text is { Length: <= PageWriter.SliceBytes } text)
            {
                Small(walker.Node, text);
            }
            else
            {
                foreach (var full in Line(walker.Node)) yield return full;
            }

            if (page.Full) yield return default;
        }
    }

    private void Enter(in TreeNode node)
    {
        if (_key.Length < node.KeyLength) _key = new byte[node.KeyLength];
        node.CopyKeyTo(_key);
        _path.Enter(_key.AsSpan(0, node.KeyLength));
    }

    private void Small(in TreeNode node, byte[] text)
    {
        Begin();
        if (Utf8.IsValid(text))
        {
            page.Raw(",\"text\":\""u8);
            page.Escaped(text);
        }
        else
        {
            page.Raw(",\"base64\":\""u8);
            Base64Of(text);
        }

        End(node);
    }

    // A text of any length, or none.
    private IEnumerable<PageBreak> Line(TreeNode node)
    {
        if (node.Text is not { } text) yield break;
        var (valid, slice) = Utf8.IsValid(text) ? (true, PageWriter.SliceBytes) : (false, Base64Slice);
        Begin();
        page.Raw(valid ? ",\"text\":\""u8 : ",\"base64\":\""u8);
        for (var at = 0; at < text.Length; at += slice)
        {
            // Bytes of valid UTF-8 are copied or escaped one by one, so a slice may end inside a character.
            var bytes = text.AsMemory(at, Math.Min(slice, text.Length - at));
            if (valid) page.Escaped(bytes.Span);
            else Base64Of(bytes.Span);
            if (page.Full) yield return default;
        }

        End(node);
    }

    private void Begin()
    {
        page.Raw(_path.Utf8);
        page.Raw(_tree);
    }

    private void End(in TreeNode node)
    {
        page.Raw(node.Format == TextFormat.Json ? "\",\"json\":true,\"firstReported\":"u8 : "\",\"firstReported\":"u8);
        page.Time(node.FirstReported);
        page.Raw(",\"lastReported\":"u8);
        page.Time(node.LastReported);
        if (node.Expires != 0)
        {
            page.Raw(",\"expires\":"u8);
            page.Time(node.Expires);
        }

        page.Raw("}\n"u8);
        page.Items++;
    }

    private void Base64Of(ReadOnlySpan<byte> bytes)
    {
        Base64.EncodeToUtf8(bytes, page.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        page.Advance(written);
    }
}
