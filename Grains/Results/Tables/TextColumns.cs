using System.Globalization;
using System.Text;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Results.Tables;

/// <summary>Lays out lines of at most <see cref="MaxColumns"/> columns: a name at the left, numbers right-aligned, and text in what is left.</summary>
internal sealed class TextColumns
{
    /// <summary>As wide as a terminal is at least.</summary>
    public const int MaxColumns = 80;

    private const int MinName = 12;
    private readonly string _gap;
    private readonly int[] _numbers;
    private readonly int _name;

    /// <param name="names">All names, escaped; at least one.</param>
    /// <param name="numbers">How wide each column of numbers is.</param>
    /// <param name="text">How wide the text at the end is at least; 0 for none.</param>
    /// <param name="gap">How far columns are apart.</param>
    public TextColumns(IEnumerable<string> names, int[] numbers, int text, int gap = 2)
    {
        (_numbers, _gap) = (numbers, new string(' ', gap));
        var left = MaxColumns - numbers.Sum(width => width + gap) - (text == 0 ? 0 : gap);
        _name = Math.Min(names.Max(ShownText.Width), Math.Max(left - text, MinName));
        Text = text == 0 ? 0 : left - _name;
    }

    /// <summary>How wide the text at the end may be.</summary>
    public int Text { get; }

    /// <summary>Writes a line.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="name">The name, escaped.</param>
    /// <param name="numbers">What stands in the columns of numbers.</param>
    /// <param name="text">What stands at the end.</param>
    public void Line(PageWriter page, string name, ReadOnlySpan<string> numbers, string text = "")
    {
        var line = new StringBuilder(MaxColumns * 2);
        var shown = ShownText.Cut(name, _name);
        line.Append(shown).Append(' ', _name - ShownText.Width(shown));
        for (var i = 0; i < numbers.Length; i++) line.Append(_gap).Append(numbers[i].PadLeft(_numbers[i]));
        if (text.Length > 0) line.Append(_gap).Append(ShownText.Cut(text, Text));
        while (line.Length > 0 && line[^1] == ' ') line.Length--;
        page.Raw(Encoding.UTF8.GetBytes(line.Append('\n').ToString()));
    }

    /// <summary>A number as it is, or of more than seven digits as <c>12.3M</c>.</summary>
    public static string Short(long number)
    {
        const string units = "MGTPE";
        if (Math.Abs((double)number) < 10_000_000) return number.ToString(CultureInfo.InvariantCulture);
        var value = number / 1e6;
        var unit = 0;
        for (; Math.Abs(value) >= 9999.5; unit++) value /= 1000;
        return value.ToString(Math.Abs(value) < 999.5 ? "0.0" : "0", CultureInfo.InvariantCulture) + units[unit];
    }

    /// <summary>A share as percent: <c>1.2%</c>. What is little but not nothing shows as <c>&lt;0.1%</c>, what is not quite all as <c>&gt;99.9%</c>.</summary>
    public static string Percent(double share) => share switch
    {
        0 => "0%",
        1 => "100%",
        < 0.0005 => "<0.1%",
        >= 0.9995 => ">99.9%",
        _ => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%",
    };
}
