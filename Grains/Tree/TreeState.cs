namespace Lockers.Grains.Tree;

/// <summary>What a tree holds: the pages of its first level, and the counts over all levels.</summary>
internal struct TreeState
{
    internal Page? Top;
    internal long TextCount;
    internal long Bytes;

    /// <summary>What is below a node, as a tree of its own.</summary>
    internal static TreeState Below(in TreeNode node)
    {
        var state = new TreeState { Top = node.Subkeys };
        var walker = node.Walk();
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave) continue;

            state.Bytes += walker.Node.KeyLength;
            state.Count(walker.Node.Text, 1);
        }

        return state;
    }

    /// <summary>Counts a text in, or a text out with a <paramref name="sign"/> of -1.</summary>
    internal void Count(byte[]? text, int sign)
    {
        if (text is null) return;

        TextCount += sign;
        Bytes += sign * text.Length;
    }
}
