using System.Text;
using CsCheck;

namespace Lockers.Grains.Interfaces.Tests;

public class NamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("default")]
    [InlineData("DEFAULT")]
    [InlineData("with spaces and %2F and ?&#")]
    [InlineData("ключ")]
    [InlineData("locker🔑")]
    [InlineData("\uFFFD")]
    [InlineData("...")]
    [InlineData(" x ")]
    [InlineData("{0}")]
    [InlineData("\u0301")]
    [InlineData("a\u202Eb")]
    [InlineData("👩\u200D👧")]
    [InlineData("open2")]
    [InlineData("lockers")]
    [InlineData("peers")]
    public void A_legal_label_is_let_through(string label) => Assert.Null(Names.WhyNotLabel(label));

    [Theory]
    [InlineData("all")]
    [InlineData("current")]
    [InlineData("labels")]
    [InlineData("open")]
    [InlineData("close")]
    [InlineData("clear")]
    [InlineData("data")]
    [InlineData("find")]
    [InlineData("search")]
    [InlineData("dump")]
    [InlineData("store")]
    [InlineData("get")]
    [InlineData("remove")]
    [InlineData("targets")]
    public void A_word_of_the_api_is_no_label_in_any_case(string word)
    {
        Assert.Contains($"'{word}'", Names.WhyNotLabel(word), StringComparison.Ordinal);
        Assert.NotNull(Names.WhyNotLabel(word.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("all")]
    [InlineData("targets")]
    [InlineData("lockers")]
    [InlineData("10.0.0.1:8080")]
    public void A_word_of_the_api_can_be_the_name_of_a_peer(string name) => Assert.Null(Names.WhyNotName("name", name));

    [Theory]
    [InlineData("a/b", "'/'")]
    [InlineData("a\0", "U+0000")]
    [InlineData("\n", "U+000A")]
    [InlineData("\u007F", "U+007F")]
    [InlineData("\u0085", "U+0085")]
    public void A_character_that_no_name_can_hold_is_named(string name, string character)
    {
        Assert.Contains(character, Names.WhyNotLabel(name), StringComparison.Ordinal);
        Assert.Contains(character, Names.WhyNotName("name", name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comma_can_be_in_the_name_of_a_peer_and_not_in_a_label()
    {
        Assert.Null(Names.WhyNotName("name", "a,b"));
        Assert.Contains("','", Names.WhyNotLabel("a,b"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u00A0\u3000")]
    [InlineData("\u2028")]
    [InlineData("\u200B\u200D")]
    [InlineData("\u202E")]
    [InlineData("\uFEFF")]
    [InlineData("\u3164 \u2800")]
    [InlineData("\u00AD")]
    [InlineData("\uFE0F")]
    [InlineData("\U000E0041")]
    public void What_cannot_be_seen_is_no_name(string name)
    {
        Assert.True(Names.IsBlank(name));
        Assert.Contains("white space", Names.WhyNotLabel(name), StringComparison.Ordinal);
        Assert.Contains("white space", Names.WhyNotName("name", name), StringComparison.Ordinal);
        Assert.Null(Names.WhyNotName("name", $"{name}x"));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void Dots_that_clients_take_out_of_a_url_are_no_name(string name)
    {
        Assert.NotNull(Names.WhyNotLabel(name));
        Assert.NotNull(Names.WhyNotName("name", name));
    }

    // In attributes these would be replaced: metadata is UTF-8.
    [Fact]
    public void Half_a_character_is_no_name()
    {
        foreach (var name in (string[])["\uD83D", "\uDD11", "a\uDD11\uD83D", "🔑\uD83D"]) Assert.NotNull(Names.WhyNotLabel(name));
    }

    // A replacement character that stands in the text must not hide that another part of it is broken.
    [Fact]
    public void Half_a_character_beside_a_replacement_character_is_no_name() => Assert.NotNull(Names.WhyNotLabel("\uFFFD\uD83D"));

    [Fact]
    public void A_name_that_is_let_through_comes_back_from_utf8() => Gen.String.Sample(name =>
        Names.WhyNotName("name", name) is not null || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)) == name);

    [Fact]
    public void A_name_has_1_to_256_characters()
    {
        Assert.NotNull(Names.WhyNotLabel(""));
        Assert.Null(Names.WhyNotLabel(new string('x', 256)));
        Assert.Contains("257", Names.WhyNotLabel(new string('x', 257)), StringComparison.Ordinal);
        var keys = string.Concat(Enumerable.Repeat("🔑", 256));
        Assert.Null(Names.WhyNotLabel(keys));
        Assert.Contains("257", Names.WhyNotLabel(keys + "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Checking_a_legal_name_allocates_nothing()
    {
        _ = Names.WhyNotName("Peer name", "péer🔑");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var why = Names.WhyNotName("Peer name", "péer🔑");
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Null(why);
    }

    [Theory]
    [InlineData("current", true)]
    [InlineData("Current", true)]
    [InlineData("CURRENT", true)]
    [InlineData("currents", false)]
    [InlineData("", false)]
    public void Current_is_matched_in_any_case(string label, bool isCurrent) => Assert.Equal(isCurrent, Names.IsCurrent(label));

    [Theory]
    [InlineData("Default", "default")]
    [InlineData("DEFAULT", "default")]
    [InlineData("Defaults", "Defaults")]
    [InlineData("X", "X")]
    public void Only_default_is_the_same_in_any_case(string label, string canonical) => Assert.Equal(canonical, Names.Canonical(label));
}
