namespace Lockers.Grains.Peers;

/// <summary>
/// Names that may hold a comma, as keys of a grain's own tree. The comma is written as <c>+1</c>, and <c>+</c>, which comes
/// just before it, as <c>+0</c>: so keys are in the order of the names.
/// </summary>
internal static class KeyText
{
    public static string Escape(string name) =>
        name.Replace("+", "+0", StringComparison.Ordinal).Replace(",", "+1", StringComparison.Ordinal);

    public static string Unescape(string key) =>
        key.Replace("+1", ",", StringComparison.Ordinal).Replace("+0", "+", StringComparison.Ordinal);
}
