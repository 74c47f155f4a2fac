using System.Text;
using CsCheck;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public class Utf8OrderTests
{
    // Around each place where UTF-16 and UTF-8 order differ, and where one text begins another.
    private static readonly Gen<string> Texts =
        Gen.OneOf("a", "b", "é", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "\U0001F600", "\U0010FFFF")
            .Array[0, 4].Select(string.Concat);

    [Fact]
    public void Order_is_that_of_the_utf8_bytes() =>
        Gen.Select(Texts, Texts).Sample((a, b) =>
            Math.Sign(Utf8Order.Instance.Compare(a, b)) ==
            Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))));

    [Fact]
    public void Null_comes_first()
    {
        Assert.True(Utf8Order.Instance.Compare(null, "") < 0);
        Assert.True(Utf8Order.Instance.Compare("", null) > 0);
        Assert.Equal(0, Utf8Order.Instance.Compare(null, null));
    }
}
