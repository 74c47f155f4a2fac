using CsCheck;
using Lockers.Grains.Peers;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Peers;

public class KeyTextTests
{
    [Theory]
    [InlineData("plain name/:", "plain name/:")]
    [InlineData("a,b", "a+1b")]
    [InlineData("1+1", "1+01")]
    [InlineData("+1", "+01")]
    [InlineData("", "")]
    public void Only_plus_and_comma_are_encoded(string name, string key) => Assert.Equal(key, KeyText.Escape(name));

    [Fact]
    public void Every_name_comes_back_and_is_one_key() =>
        Gen.OneOf(Gen.String, Gen.Int[0, 5].Select(at => "+,01-x"[at]).Array[0, 12].Select(units => new string(units))).Sample(name =>
            KeyText.Unescape(KeyText.Escape(name)) == name && !KeyText.Escape(name).Contains(','));

    [Fact]
    public void Keys_are_in_the_order_of_the_names()
    {
        var names = Gen.Int[0, 7].Select(at => "+,01-*é%"[at]).Array[0, 6].Select(units => new string(units));
        Gen.Select(names, names).Sample((one, other) =>
            Math.Sign(Utf8Order.Instance.Compare(one, other))
                == Math.Sign(Utf8Order.Instance.Compare(KeyText.Escape(one), KeyText.Escape(other))));
    }
}
