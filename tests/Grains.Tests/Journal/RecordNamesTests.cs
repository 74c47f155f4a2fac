using System.Globalization;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Tests.Journal;

public sealed class RecordNamesTests
{
    private static readonly Guid Owner = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    // Journals on disks have these names.
    [Fact]
    public void Records_are_called_what_they_always_were()
    {
        Assert.Equal("m", RecordNames.Manifest);
        Assert.Equal("j.0", RecordNames.Slot(0));
        Assert.Equal("j.9223372036854775807", RecordNames.Slot(long.MaxValue));
        Assert.Equal("c.12.00112233445566778899aabbccddeeff.3", RecordNames.Chunk(12, Owner, 3));
        Assert.Equal(RecordNames.Chunk(12, Owner, 3), RecordNames.Chunk(new Segment(12, Owner, 7, 8), 3));
    }

    [Fact]
    public void No_two_records_have_one_name()
    {
        long[] numbers = [0, 1, 11, 12, 111, 112];
        Guid[] owners = [Owner, Guid.NewGuid()];
        var names = numbers.Select(RecordNames.Slot).Append(RecordNames.Manifest).Concat(
            from generation in numbers
            from owner in owners
            from number in numbers
            select RecordNames.Chunk(generation, owner, (int)number)).ToList();

        Assert.Distinct(names);
        Assert.All(names, name => Assert.True(name.Length < 100));
    }

    [Fact]
    public void Names_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = odd;
            Assert.Equal("j.-1", RecordNames.Slot(-1));
            Assert.Equal("c.-1.00112233445566778899aabbccddeeff.-1", RecordNames.Chunk(-1, Owner, -1));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
