using Lockers.Grains.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Grains.Tests.Journal.Crashes;

public sealed class BrokenRecordTests
{
    private readonly SharedRecords _records = new();
    private readonly SteppedScheduler _scheduler = new();
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData('m')]
    [InlineData('j')]
    [InlineData('c')]
    public void A_record_of_another_version_stops_recovery_and_nothing_is_changed(char kind) => Refuses(kind, bytes => bytes[0] == '{'
        ? [.. bytes.Select(one => one == '1' ? (byte)'2' : one)]
        : [2, .. bytes[1..]]);

    [Theory]
    [InlineData('m')]
    [InlineData('j')]
    [InlineData('c')]
    public void A_record_that_was_cut_off_stops_recovery_and_nothing_is_changed(char kind) => Refuses(kind, bytes => bytes[..^3]);

    private void Refuses(char kind, Func<byte[], byte[]> how)
    {
        var random = new Random(1);
        var owner = Begin();
        for (var number = 1; number < 40; number++) Run(owner.Change(StateModel.Changes(random, number)));
        owner.Die();
        var manifest = Manifest.Decode(_records.Rows[RecordNames.Manifest].Bytes);
        _records.Break(
            kind switch
            {
                'm' => RecordNames.Manifest,
                'j' => _records.Rows.Keys.Last(name => name[0] == 'j'),
                _ => RecordNames.Chunk(manifest.Segments[0], 0),
            },
            how);
        var before = _records.Rows.ToDictionary();

        Assert.Throws<InvalidDataException>(Begin);

        Assert.Equal(before, _records.Rows);
    }

    private SimulatedOwner Begin()
    {
        var owner = new SimulatedOwner(_records, _scheduler, _time, SimulatedGrain.EarlyLimits);
        owner.Records.Decide = call =>
        {
            call.Succeed();
            return true;
        };
        Run(owner.Begin(_ => StateModel.Empty));
        return owner;
    }

    private void Run(Task task)
    {
        _scheduler.Drain();
        if (task.IsFaulted) task.GetAwaiter().GetResult();
    }
}
