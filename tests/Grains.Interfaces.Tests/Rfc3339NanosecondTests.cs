using System.Text;

namespace Lockers.Grains.Interfaces.Tests;

public class Rfc3339NanosecondTests
{
    [Theory]
    [InlineData("2026-11-23T21:45:55.27118307Z")]
    [InlineData("2026-11-23T21:45:55.000000001Z")]
    [InlineData("2026-11-23T21:45:55.1000000Z", "2026-11-23T21:45:55.1Z")]
    [InlineData("2026-11-23T21:45:55.123456789999Z", "2026-11-23T21:45:55.123456789Z")]
    [InlineData("2026-11-23T21:45:55Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void A_time_of_goto_is_written_as_it_came(string text, string? written = null)
    {
        Assert.True(Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out var ticks, out var nanoseconds));
        Span<byte> utf8 = stackalloc byte[Rfc3339.MaxLength];
        Assert.Equal(written ?? text, Encoding.ASCII.GetString(utf8[..Rfc3339.Format(ticks, nanoseconds, utf8)]));
    }
}
