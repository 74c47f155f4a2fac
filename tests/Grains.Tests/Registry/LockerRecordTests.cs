using CsCheck;
using Lockers.Grains.Registry;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

public class LockerRecordTests
{
    [Fact]
    public void A_record_comes_back_from_its_bytes() => Gen.Select(Gen.Long, Gen.Long, Gen.Long, Gen.Bool).Sample((generation, first, last, used) =>
    {
        var record = new LockerRecord(generation, first, last, used);
        return LockerRecord.Decode(record.Encode()) == record;
    });

    [Fact]
    public void A_record_that_expires_has_eight_bytes_more()
    {
        var record = new LockerRecord(1, 2, 3, Used: true, Expires: 0x0102);

        Assert.Equal([.. (record with { Expires = 0 }).Encode(), 2, 1, 0, 0, 0, 0, 0, 0], record.Encode());
        Assert.Equal(record, LockerRecord.Decode(record.Encode()));
    }

    [Fact]
    public void A_record_has_25_bytes_little_endian() => Assert.Equal(
        [1, 2, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1],
        new LockerRecord(0x201, 3, 4, Used: true).Encode());
}
