using System.Text.RegularExpressions;
using CsCheck;
using Lockers.Grains.Cluster;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

public partial class JournalNameTests
{
    [Theory]
    [InlineData("run-1.5", "l.run-1.5")]
    [InlineData("Run 1", "l._52un_201")]
    [InlineData("{0}", "l._7b0_7d")]
    [InlineData("é", "l._c3_a9")]
    [InlineData("a/p/10.0.0.1:80", "l.a_2fp_2f10.0.0.1_3a80")]
    [InlineData("_7b", "l._5f7b")]
    public void A_key_can_be_read_by_people(string key, string name) => Assert.Equal(name, Name(key));

    [Fact]
    public void A_name_has_characters_that_mean_nothing_and_is_never_too_long_whatever_the_key() => Gen.String.Sample(
        key => Harmless().IsMatch(Name(key)) && Name(key).Length <= JournalName.MaxLength);

    [Fact]
    public void Different_keys_have_different_names_even_to_those_who_fold_case_or_cut_spaces() => Gen.Select(Key, Key).Sample(
        (one, other) => one == other == string.Equals(Name(one).TrimEnd(), Name(other).TrimEnd(), StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Long_keys_keep_their_beginning_and_are_told_apart_by_their_end()
    {
        var stem = string.Concat(Enumerable.Repeat("🔑", 770));
        string[] keys = [stem, $"{stem}x", $"{stem}X", new('x', 148), new('x', 149), new('x', 150), new string('x', 149) + "y"];

        var names = keys.Select(Name).ToList();

        Assert.Distinct(names);
        Assert.All(names, name => Assert.InRange(name.Length, 1, JournalName.MaxLength));
        Assert.All(keys.Zip(names), pair => Assert.StartsWith(Name(pair.First[..4]), pair.Second, StringComparison.Ordinal));
    }

    private static Gen<string> Key { get; } = Gen.Frequency(
        (1, Gen.String[Gen.Char['\0', '\uD7FF'], 0, 20]), (3, Gen.String[Gen.Char["aAbB01 _.{}/"], 0, 4]), (1, Gen.String[Gen.Char["aA"], 145, 155]));

    private static string Name(string key) => JournalName.Of("L", key);

    [GeneratedRegex("^[a-z0-9._-]+$")]
    private static partial Regex Harmless();
}
