using System.Text.RegularExpressions;
using CsCheck;
using Lockers.Grains.Nodes;

namespace Lockers.Grains.Tests.Nodes;

public partial class RowKeyTests
{
    [Theory]
    [InlineData("run-1.5", "L:run-1.5")]
    [InlineData("Run 1", "L:_52un_201")]
    [InlineData("{0}", "L:_7b0_7d")]
    [InlineData("é", "L:_c3_a9")]
    [InlineData("a/p/10.0.0.1:80", "L:a_2fp_2f10.0.0.1_3a80")]
    [InlineData("_7b", "L:_5f7b")]
    public void A_key_can_be_read_by_people(string key, string row) => Assert.Equal(row, Row(key));

    [Fact]
    public void Whatever_the_key_its_row_is_of_characters_that_mean_nothing_and_never_too_long() => Gen.String.Sample(
        key => Harmless().IsMatch(Row(key)) && Row(key).Length <= 512);

    [Fact]
    public void Different_keys_have_different_rows_even_to_those_who_fold_case_or_cut_spaces() => Gen.Select(Key, Key).Sample(
        (one, other) => one == other == string.Equals(Row(one).TrimEnd(), Row(other).TrimEnd(), StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Long_keys_keep_their_beginning_and_are_told_apart_by_their_end()
    {
        var stem = string.Concat(Enumerable.Repeat("🔑", 770));
        string[] keys = [stem, $"{stem}x", $"{stem}X", new('x', 398), new('x', 399), new('x', 400), new string('x', 399) + "y"];

        var rows = keys.Select(Row).ToList();

        Assert.Distinct(rows);
        Assert.All(rows, row => Assert.InRange(row.Length, 1, 400));
        Assert.All(keys.Zip(rows), pair => Assert.StartsWith(Row(pair.First[..20]), pair.Second, StringComparison.Ordinal));
    }

    private static Gen<string> Key { get; } = Gen.Frequency(
        (1, Gen.String[Gen.Char['\0', '\uD7FF'], 0, 20]), (3, Gen.String[Gen.Char["aAbB01 _.{}/"], 0, 4]), (1, Gen.String[Gen.Char["aA"], 195, 205]));

    private static string Row(string key) => RowKey.Of("L", key).Key.ToString()!;

    [GeneratedRegex("^L:[a-z0-9._-]*(:[0-9a-f]{64})?$")]
    private static partial Regex Harmless();
}
