using Lockers.Grains.Interfaces;
using Lockers.Grains.Metrics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Metrics;

/// <summary>What a node is said to hold.</summary>
public sealed class NodeContentTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Measured _measured = new();
    private readonly NodeContent _content;

    public NodeContentTests()
    {
        _content = new NodeContent(_time);
        _measured.Instruments.Observe(() => true, () => 3, _content, () => 7);
    }

    [Fact]
    public void Figures_are_added_up_by_content_and_leave_out_grains_without_a_generation()
    {
        _content.Add(new Grain(ContentKind.Locker, new(2, 20, 0)));
        _content.Add(new Grain(ContentKind.Locker, new(3, 30, 0)));
        _content.Add(new Grain(ContentKind.Instance, new(4, 40, 0)));
        _content.Add(new Grain(ContentKind.Locker, new(100, 100, 0)) { HoldsGeneration = false });

        _measured.Look();

        Assert.Equal((2, 1, 0), (_measured.Sum("lockers.tree.count:locker"), _measured.Sum("lockers.tree.count:instance"), _measured.Sum("lockers.tree.count:events")));
        Assert.Equal((5, 4), (_measured.Sum("lockers.key.count:locker"), _measured.Sum("lockers.key.count:instance")));
        Assert.Equal((50, 40), (_measured.Sum("lockers.text.size:locker"), _measured.Sum("lockers.text.size:instance")));
        Assert.Equal((1, 3, 7), (_measured.Sum("lockers.lease.valid"), _measured.Sum("lockers.journal.in_doubt"), _measured.Sum("lockers.read.open")));
    }

    [Fact]
    public void One_look_adds_up_once_and_a_later_one_again()
    {
        var grain = new Grain(ContentKind.Events, new(1, 1, 0));
        _content.Add(grain);
        _measured.Look();
        Assert.Equal(1, grain.Asked);

        _time.Advance(NodeContent.Fresh);
        _content.Remove(grain);
        _measured.Look();
        Assert.Equal((1, 0), (grain.Asked, _measured.Sum("lockers.tree.count:events")));
    }

    public void Dispose() => _measured.Dispose();

    private sealed class Grain(ContentKind kind, LockerStats stats) : IHasContent
    {
        public int Asked { get; private set; }

        public bool HoldsGeneration { get; init; } = true;

        public ContentKind ContentKind => kind;

        public LockerStats Content
        {
            get
            {
                Asked++;
                return stats;
            }
        }
    }
}
