using System.Text;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>All texts of a state in one line, to be compared.</summary>
internal static class StateText
{
    internal static string Of(TreeVersion version)
    {
        var line = new StringBuilder();
        for (var tree = 0; tree < version.Count; tree++)
        {
            var (walker, path) = (version[tree].Root.Walk(), new WalkedPath());
            while (walker.MoveNext())
            {
                if (walker.Step == Grains.Tree.WalkStep.Leave)
                {
                    path.Leave();
                    continue;
                }

                path.Enter(walker.Node);
                if (walker.Node.Text is { } text) Add(line, tree, Encoding.UTF8.GetString(path.ToArray()), Encoding.UTF8.GetString(text));
            }
        }

        return line.ToString();
    }

    internal static void Add(StringBuilder line, int tree, string path, string text) =>
        line.Append(tree).Append(path).Append('=').Append(text).Append(' ');
}
