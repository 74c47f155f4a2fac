using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Tests.Reading;

/// <summary>Drives renderings as a read would, and puts their pages together.</summary>
internal static class Rendered
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The pages of a rendering.</summary>
    public static List<string> Pages(Func<PageWriter, IEnumerable<PageBreak>> render)
    {
        var page = new PageWriter();
        var pages = new List<byte[]>();
        foreach (var _ in render(page))
        {
            pages.Add(page.Written.ToArray());
            page.Reset();
        }

        pages.Add(page.Written.ToArray());

        // A page may end inside a character: only the whole must be UTF-8.
        _ = Strict.GetString([.. pages.SelectMany(bytes => bytes)]);
        return [.. pages.Select(Encoding.Latin1.GetString)];
    }

    /// <summary>Everything that is rendered, as text.</summary>
    public static string Text(Func<PageWriter, IEnumerable<PageBreak>> render) =>
        Strict.GetString(Encoding.Latin1.GetBytes(string.Concat(Pages(render))));

    /// <summary>What a writer writes, as text.</summary>
    public static string Text(Action<PageWriter> write)
    {
        var page = new PageWriter();
        write(page);
        return Strict.GetString(page.Written.Span);
    }

    public static JsonNode Json(string text) => JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 4096 })!;

    /// <summary>A tree with these texts at these paths, stored at tick 1, 2, ….</summary>
    public static LockerTree Tree(params IEnumerable<(string Path, string Text)> texts)
    {
        var tree = new LockerTree();
        var now = 0L;
        foreach (var (path, text) in texts)
            tree.Apply(Mutation.Store(Encoding.UTF8.GetBytes(path), Encoding.UTF8.GetBytes(text), TextFormat.Plain, ++now));
        return tree;
    }
}
