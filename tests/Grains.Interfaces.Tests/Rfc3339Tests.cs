using System.Globalization;
using System.Text;
using CsCheck;

namespace Lockers.Grains.Interfaces.Tests;

public class Rfc3339Tests
{
    private static readonly Gen<long> Ticks = Gen.OneOf(
        Gen.Long[0, DateTime.MaxValue.Ticks],
        Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond].Select(s => s * TimeSpan.TicksPerSecond),
        Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerMillisecond].Select(ms => ms * TimeSpan.TicksPerMillisecond));

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00.0000001Z")]
    [InlineData("2026-01-01T10:00:01Z")]
    [InlineData("2026-01-01T10:00:00.5Z")]
    [InlineData("2026-11-23T21:45:55.2701Z")]
    [InlineData("2000-02-29T23:59:59Z")]
    [InlineData("2024-02-29T00:00:00.012Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public void A_time_in_its_shortest_form_comes_back_as_it_was(string text) => Assert.Equal(text, Format(Parse(text)));

    [Fact]
    public void Every_tick_comes_back() => Ticks.Sample(ticks => Parse(Format(ticks)) == ticks);

    [Fact]
    public void The_form_is_that_of_the_framework_without_trailing_zeros() => Ticks.Sample(ticks =>
        Format(ticks) == new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2026-11-23T21:45:55.271183079Z", "2026-11-23T21:45:55.271183Z")]
    [InlineData("2026-11-23T21:45:55.2711839999999999999999Z", "2026-11-23T21:45:55.2711839Z")]
    [InlineData("2026-11-23T21:45:55.000Z", "2026-11-23T21:45:55Z")]
    [InlineData("2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00Z")]
    [InlineData("2024-02-28T23:30:00.25-00:45", "2024-02-29T00:15:00.25Z")]
    [InlineData("2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01t00:00:00z", "2026-01-01T00:00:00Z")]
    public void A_longer_form_is_brought_to_utc_and_100_ns(string text, string expected) => Assert.Equal(expected, Format(Parse(text)));

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("null")]
    [InlineData("2026-01-01")]
    [InlineData("2026-01-01T00:00:00")]
    [InlineData("2026-01-01 00:00:00Z")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00:00:00.5")]
    [InlineData("2026-01-01T00:00:00.5xZ")]
    [InlineData("2026-01-01T00:00:00,5Z")]
    [InlineData("2026-01-01T00:00:00ZZ")]
    [InlineData("2026-01-01T00:00:00+01")]
    [InlineData("2026-01-01T00:00:00+0100")]
    [InlineData("2026-01-01T00:00:00+24:00")]
    [InlineData("2026-01-01T00:00:00+01:60")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T00:60:00Z")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-01-00T00:00:00Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("1900-02-29T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("-001-01-01T00:00:00Z")]
    [InlineData("2026-0a-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("２０２６-01-01T00:00:00Z")]
    public void Anything_else_is_no_time(string text)
    {
        Assert.False(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var ticks));
        Assert.Equal(0, ticks);
    }

    [Fact]
    public void Garbage_never_throws()
    {
        var mutations = Gen.Select(Ticks, Gen.Int[0, 27], Gen.Byte, Gen.Int[0, 28]);
        mutations.Sample((ticks, at, value, length) =>
        {
            var text = new byte[Rfc3339.MaxLength];
            Rfc3339.Format(ticks, text);
            text[at] = value;
            return !Rfc3339.TryParse(text.AsSpan(0, length), out var parsed) || parsed is >= 0 and <= 3155378975999999999;
        });
    }

    [Fact]
    public void Too_small_a_destination_and_ticks_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Rfc3339.Format(0, new byte[20]));
        Assert.ThrowsAny<ArgumentException>(() => Rfc3339.Format(-1, new byte[Rfc3339.MaxLength]));
        Assert.ThrowsAny<ArgumentException>(() => Rfc3339.Format(DateTime.MaxValue.Ticks + 1, new byte[Rfc3339.MaxLength]));
    }

    private static long Parse(string text)
    {
        Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var ticks), text);
        return ticks;
    }

    private static string Format(long ticks)
    {
        var text = new byte[Rfc3339.MaxLength];
        return Encoding.UTF8.GetString(text, 0, Rfc3339.Format(ticks, text));
    }
}
