using System.Text;
using CsCheck;
using Lockers.Grains.Reading;
using Xunit;

namespace Lockers.Grains.Tests.Reading;

public class TextMatcherTests
{
    // How much the matcher looks at in one go, as bytes.
    private const int Window = 16 * 1024;

    [Theory]
    [InlineData("Grün", "GRÜN")]
    [InlineData("ключ", "КЛЮЧ")]
    [InlineData("Ω", "ω")]
    [InlineData("𐐀", "𐐨")]
    [InlineData("a", "xAx")]
    [InlineData("🔑", "x🔑")]
    public void Case_does_not_count(string needle, string text) => Assert.True(IsIn(needle, text));

    [Theory]
    [InlineData("a", "")]
    [InlineData("abc", "ab c")]
    [InlineData("ß", "SS")]
    [InlineData("é", "e\u0301")]
    public void Other_text_is_no_hit(string needle, string text) => Assert.False(IsIn(needle, text));

    [Fact]
    public void A_hit_across_the_border_of_two_windows_is_found() =>
        Gen.Select(Gen.Int[-60, 60], Gen.String[1, 12], Gen.Int[1, 3], Gen.Int[0, 3]).Sample((shift, needle, windows, filler) =>
        {
            if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(needle)) != needle) return true;
            var fill = "x\u00e9\u9375\U0001F511".EnumerateRunes().ElementAt(filler).ToString();
            var size = Encoding.UTF8.GetByteCount(fill);
            var before = string.Concat(Enumerable.Repeat(fill, ((windows * Window) + shift) / size));
            return IsIn(needle, before + needle.ToUpperInvariant() + fill) == Naive(needle, before + needle.ToUpperInvariant() + fill);
        }, iter: 300);

    [Fact]
    public void Whether_a_text_contains_another_is_what_the_framework_says() =>
        Gen.Select(Gen.String[1, 2], Gen.Byte.Array[0, 300]).Sample((needle, bytes) =>
        {
            using var matcher = new TextMatcher(needle);
            return matcher.IsIn(bytes) == Naive(needle, Encoding.UTF8.GetString(bytes));
        });

    // A window that ends inside a character must not make a broken one of it.
    [Theory]
    [InlineData("é")]
    [InlineData("鍵")]
    [InlineData("🔑")]
    public void A_character_across_the_border_is_not_taken_for_a_broken_one(string filler)
    {
        foreach (var start in (string[])["", "x", "xx", "xxx"])
            Assert.False(IsIn("\uFFFD", start + string.Concat(Enumerable.Repeat(filler, 3 * Window))));
    }

    private static bool IsIn(string needle, string text)
    {
        using var matcher = new TextMatcher(needle);
        return matcher.IsIn(Encoding.UTF8.GetBytes(text));
    }

    private static bool Naive(string needle, string text) => text.Contains(needle, StringComparison.OrdinalIgnoreCase);
}
