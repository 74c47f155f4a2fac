using System.Text;
using CsCheck;

namespace Lockers.Grains.Interfaces.Tests;

public class KeyPathTests
{
    [Fact]
    public void Paths_of_the_same_bytes_are_equal() => Gen.String.Sample(text =>
    {
        var (one, other) = (KeyPath.Of(text), KeyPath.Of(text));

        return one == other && one.Equals((object)other) && !(one != other)
            && one.GetHashCode() == other.GetHashCode();
    });

    [Theory]
    [InlineData("A,B", "A,C")]
    [InlineData("A,B", "A")]
    [InlineData("A,B", "A,B,")]
    [InlineData("", ",")]
    [InlineData("a", "A")]
    public void Paths_of_other_bytes_are_not_equal(string one, string other)
    {
        Assert.True(KeyPath.Of(one) != KeyPath.Of(other));
        Assert.False(KeyPath.Of(one).Equals((object)KeyPath.Of(other)));
    }

    [Fact]
    public void A_path_is_not_equal_to_its_text() => Assert.False(KeyPath.Of("A").Equals((object)"A"));

    [Fact]
    public void A_path_comes_back_as_its_text() => Assert.Equal("A,ключ,🔑,", KeyPath.Of("A,ключ,🔑,").ToString());

    [Fact]
    public void A_path_keeps_the_bytes_it_was_given()
    {
        var bytes = Encoding.UTF8.GetBytes("A,B");

        Assert.Same(bytes, new KeyPath(bytes).Utf8);
    }
}
