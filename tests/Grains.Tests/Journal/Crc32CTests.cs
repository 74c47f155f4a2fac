using System.Text;
using CsCheck;
using Lockers.Grains.Journal;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

public sealed class Crc32CTests
{
    // RFC 3720, B.4, and the check value of the catalogue of parametrised CRC algorithms.
    [Theory]
    [InlineData("123456789", 0xE3069283)]
    [InlineData("", 0)]
    public void Known_texts_have_their_known_checksum(string text, uint crc) => Assert.Equal(crc, Crc32C.Of(0, Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Thirty_two_zeros_and_ones_have_the_checksums_of_the_rfc()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Of(0, new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of(0, [.. Enumerable.Repeat((byte)0xFF, 32)]));
    }

    [Fact]
    public void A_checksum_goes_on_from_what_came_before() => Gen.Select(Gen.Byte.Array[0, 50], Gen.Byte.Array[0, 50]).Sample(
        (one, other) => Crc32C.Of(Crc32C.Of(0, one), other) == Crc32C.Of(0, [.. one, .. other]));
}
