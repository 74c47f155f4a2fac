using System.Buffers;
using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Results.Tables;

/// <summary>
/// Writes records of RFC 4180. Text that a spreadsheet would take for a formula begins with <c>'</c>, so that it is text there; numbers stay numbers.
/// </summary>
internal sealed class CsvLine(PageWriter page)
{
    private static readonly SearchValues<char> MustQuote = SearchValues.Create("\",\r\n");

    // What begins a formula in a spreadsheet, or is skipped before one; the last four are the full-width forms.
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    private bool _any;

    /// <summary>Adds text.</summary>
    public void Text(string text)
    {
        Begin();
        if (text.Length > 0 && Formula.Contains(text[0])) text = $"'{text}";
        if (text.AsSpan().IndexOfAny(MustQuote) >= 0) text = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        page.Raw(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Adds a number.</summary>
    public void Number(long number) => Plain(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a number from -1 to 1.</summary>
    public void Number(double number) => Plain(number.ToString("0.######", CultureInfo.InvariantCulture));

    /// <summary>Adds a time; nothing where it is not set.</summary>
    public void Time(Instant time)
    {
        Span<byte> utf8 = stackalloc byte[Rfc3339.MaxLength];
        Plain(time.IsSet ? Encoding.ASCII.GetString(utf8[..Rfc3339.Format(time.Ticks, time.Nanoseconds, utf8)]) : "");
    }

    /// <summary>Adds counts by status code as <c>200=3 503=1</c>: text of any length.</summary>
    public IEnumerable<PageBreak> Statuses(ResultSums? sums)
    {
        Begin();
        page.Raw("\""u8);
        var any = false;
        foreach (var code in sums?.Statuses?.Keys.Order(Utf8Order.Instance) ?? Enumerable.Empty<string>())
        {
            // A code that a peer made up may be anything.
            var shown = ShownText.Escape(code).Replace("\"", "\"\"", StringComparison.Ordinal);
            var guard = !any && shown.Length > 0 && Formula.Contains(shown[0]) ? "'" : "";
            page.Raw(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(any ? " " : "")}{guard}{shown}={sums!.Of(code)}")));
            any = true;
            if (page.Full) yield return default;
        }

        page.Raw("\""u8);
    }

    /// <summary>Ends the record.</summary>
    public void End()
    {
        page.Raw("\r\n"u8);
        _any = false;
    }

    private void Plain(string text)
    {
        Begin();
        page.Raw(Encoding.ASCII.GetBytes(text));
    }

    private void Begin()
    {
        if (_any) page.Raw(","u8);
        _any = true;
    }
}
