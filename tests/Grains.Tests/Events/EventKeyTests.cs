using CsCheck;
using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests.Events;

public class EventKeyTests
{
    private static readonly Gen<EventPlace> Place = Gen.Select(
        Gen.OneOf(Gen.Long[0, 10], Gen.Long[0, DateTime.MaxValue.Ticks]), Gen.Int[0, 99], Gen.Long[1, 1L << 41],
        (ticks, nanoseconds, number) => new EventPlace(ticks, nanoseconds, number));

    [Fact]
    public void A_key_gives_back_what_it_was_made_of() =>
        Gen.Select(Place, Gen.Long[1, long.MaxValue]).Sample((place, generation) =>
            EventKey.Place(EventKey.Of(place)) == place && EventKey.Generation(EventKey.Of(place)) == 0
            && EventKey.Place(EventKey.Of(place, generation)) == place && EventKey.Generation(EventKey.Of(place, generation)) == generation);

    [Fact]
    public void Keys_are_in_the_order_of_their_places() =>
        Gen.Select(Place, Place).Sample((one, other) =>
            Math.Sign(EventKey.Of(one).AsSpan().SequenceCompareTo(EventKey.Of(other))) == Math.Sign(one.CompareTo(other)));

    [Fact]
    public void A_key_holds_no_separator() => Place.Sample(place => !EventKey.Of(place, place.Ticks + 1).Contains(KeyPath.Separator));
}
