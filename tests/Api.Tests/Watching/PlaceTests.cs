using Lockers.Api.Watching;

namespace Lockers.Api.Tests.Watching;

public sealed class PlaceTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("7-9", 7, 9)]
    [InlineData("639157256480000000-0", 639157256480000000, 0)]
    public void An_id_is_a_place(string id, long generation, long revision)
    {
        Assert.True(Place.TryParse(id, out var place));
        Assert.Equal(new(generation, revision), place);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("-")]
    [InlineData("7-")]
    [InlineData("7--9")]
    [InlineData("-7-9")]
    [InlineData("7-9a")]
    [InlineData("\"7-9\"")]
    [InlineData("7-99999999999999999999")]
    public void Anything_else_is_none(string id) => Assert.False(Place.TryParse(id, out _));
}
