namespace Lockers.Grains.Peers;

/// <summary>Names that may hold a comma, as keys of a grain's own tree: <c>%</c> and <c>,</c> are percent-encoded.</summary>
internal static class KeyText
{
    public static string Escape(string name) =>
        name.Replace("%", "%25", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    public static string Unescape(string key) =>
        key.Replace("%2C", ",", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
