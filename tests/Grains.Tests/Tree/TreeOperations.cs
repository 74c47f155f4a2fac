using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Tests.Tree;

/// <summary>Random changes, many of which meet the same keys.</summary>
internal static class TreeOperations
{
    // Empty, NULs, bytes below the comma, prefixes of each other, eight bytes and what goes on behind the same eight, 0xFF.
    private static readonly byte[][] Odd =
    [
        [], [0], [0, 0], [1], "!"u8.ToArray(), "+"u8.ToArray(), "-"u8.ToArray(), "a"u8.ToArray(), "a\0"u8.ToArray(), "ab"u8.ToArray(),
        "abcdefg"u8.ToArray(), "abcdefgh"u8.ToArray(), "abcdefgh\0"u8.ToArray(), "abcdefgh\0\0"u8.ToArray(), "abcdefghi"u8.ToArray(),
        "abcdefghij"u8.ToArray(), "abcdefg\0"u8.ToArray(), [0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0], [255], [255, 255, 255, 255, 255, 255, 255, 255],
    ];

    private static readonly Gen<byte[]> Key = Gen.Frequency(
        (3, Gen.OneOf("A"u8.ToArray(), "B"u8.ToArray(), "C"u8.ToArray())),
        (2, Gen.OneOf(Odd)),
        (2, Gen.Int[0, 300].Select(n => Paths.Of(Paths.Numbered(n)))));

    /// <summary>One to four keys.</summary>
    internal static readonly Gen<byte[]> Path = Key.Array[1, 4].Select(Paths.Join);

    private static readonly Gen<byte[]> Text = Gen.Byte.Array[0, 3];

    private static readonly Gen<TextFormat> Format = Gen.OneOf(TextFormat.Plain, TextFormat.Json);

    private static readonly Gen<long> Ticks = Gen.Frequency((9, Gen.Long[1, 1000]), (1, Gen.OneOf(0L, DateTime.MaxValue.Ticks)));

    private static readonly Gen<long> Expires = Gen.Frequency((2, Gen.Const(0L)), (1, Gen.Long[1, 1000]));

    private static readonly Gen<Mutation> Store =
        Gen.Select(Path, Text, Format, Ticks, Expires, (path, text, format, ticks, expires) => Mutation.Store(path, text, format, ticks) with { Expires = expires });

    private static readonly Gen<Mutation> Remove = Gen.Select(Path, Ticks, Mutation.Remove);

    private static readonly Gen<Mutation> RemoveTree = Gen.Select(Path, Ticks, Mutation.RemoveTree);

    private static readonly Gen<Mutation> Load = Gen.Select(Path, Text.Null(), Format, Ticks, Ticks, Mutation.Restore);

    private static readonly Gen<Mutation> Restore = Gen.Select(
        Load, Gen.OneOf(0L, 1, 7), Ticks, Gen.Bool, Expires,
        (m, text, tree, same, expires) => m with
        {
            Restored = same ? new(m.Last, m.Last) : new(text, Math.Max(text, tree)),
            Expires = m.Text is null ? 0 : expires,
        });

    private static readonly Gen<Mutation> Import = Gen.Select(Path, Text, Format, Ticks, Ticks, Ticks, Mutation.Import);

    // Rows of keys below one path fill, split, thin out and merge pages.
    private static readonly Gen<Mutation[]> Row = Gen.Select(
        Path,
        Gen.Int[0, 300],
        Gen.Int[1, 200],
        Gen.Int[1, 3],
        Gen.Bool,
        Gen.OneOf(MutationKind.Store, MutationKind.Remove, MutationKind.RemoveTree),
        Gen.Bool,
        (path, start, count, stride, down, kind, expires) =>
        {
            var row = Enumerable.Range(0, count).Select(i => Paths.Join([path, Paths.Of(Paths.Numbered(start + (i * stride)))]));
            var keys = down ? row.Reverse() : row;
            return keys.Select(key => new Mutation(kind, key, kind == MutationKind.Store ? [] : null, TextFormat.Plain, 5, 5)
            {
                Expires = expires && kind == MutationKind.Store ? 100 + (key[^1] % 3 * 300) : 0,
            }).ToArray();
        });

    /// <summary>One change, or a row of them.</summary>
    internal static readonly Gen<Mutation[]> Changes = Gen.Frequency(
        (30, Store.Select(m => new[] { m })),
        (20, Remove.Select(m => new[] { m })),
        (3, Remove.Select(m => new[] { m with { Kind = MutationKind.Expire } })),
        (6, RemoveTree.Select(m => new[] { m })),
        (4, Load.Select(m => new[] { m })),
        (4, Restore.Select(m => new[] { m })),
        (8, Import.Select(m => new[] { m })),
        (1, Gen.Const(new[] { Mutation.Clear() })),
        (8, Row));
}
