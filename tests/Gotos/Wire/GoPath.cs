using System.Text;

namespace Lockers.Gotos.Wire;

/// <summary>How Go's <c>net/url</c> writes a path that was put together from texts.</summary>
internal static class GoPath
{
    // What may stand in a path as it is, whatever follows from it for the whole path (Go's validEncoded).
    private const string Legal = "-_.~!$&'()*+,;=:@[]%/";

    // What is left as it is when the whole path is escaped (Go's shouldEscape for paths).
    private const string Kept = "-_.~$&+,/:;=@";

    /// <summary>
    /// The target that goes over the wire: as it is where every character is legal, else wholly escaped. A <c>?</c> begins the query and
    /// a <c>#</c> a fragment, which is not sent.
    /// </summary>
    public static string Target(string path)
    {
        var whole = path.Split('#', 2)[0];
        var parts = whole.Split('?', 2);
        var escaped = parts[0].All(c => char.IsAsciiLetterOrDigit(c) || Legal.Contains(c, StringComparison.Ordinal)) ? parts[0] : Escaped(parts[0]);
        return parts.Length == 1 ? escaped : $"{escaped}?{parts[1]}";
    }

    private static string Escaped(string path)
    {
        var text = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || Kept.Contains(c, StringComparison.Ordinal)) text.Append(c);
            else text.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
