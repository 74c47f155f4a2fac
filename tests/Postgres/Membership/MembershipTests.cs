using System.Net;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Postgres.Membership;

/// <summary>Orleans' membership operations on our schema.</summary>
[NeedsPostgres]
public sealed class MembershipTests(MembershipFixture fixture) : IClassFixture<MembershipFixture>
{
    private static readonly DateTime Noon = new(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc);

    private readonly string _cluster = $"cluster-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_new_list_is_empty_and_stays_as_it_is_when_another_silo_starts()
    {
        var list = await fixture.List(_cluster);
        var read = await list.ReadAll();
        Assert.Empty(read.Members);
        Assert.Equal(0, read.Version.Version);

        Assert.True(await list.InsertRow(Silo(1), read.Version.Next()));
        var other = await fixture.List(_cluster);
        Assert.Equal(1, (await other.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task A_silo_is_listed_as_it_was_written()
    {
        var list = await fixture.List(_cluster);
        var silo = Silo(1);
        Assert.True(await list.InsertRow(silo, (await list.ReadAll()).Version.Next()));
        var one = await list.ReadRow(silo.SiloAddress);
        AssertSame(silo, Assert.Single(one.Members).Item1);
        Assert.Equal(1, one.Version.Version);
        AssertSame(silo, Assert.Single((await list.ReadAll()).Members).Item1);
    }

    [Fact]
    public async Task A_silo_that_is_not_listed_is_read_as_the_version_alone()
    {
        var list = await fixture.List(_cluster);
        await list.InsertRow(Silo(1), (await list.ReadAll()).Version.Next());
        var read = await list.ReadRow(Silo(2).SiloAddress);
        Assert.Empty(read.Members);
        Assert.Equal(1, read.Version.Version);
    }

    [Fact]
    public async Task An_update_takes_status_suspicions_and_time_and_moves_the_version()
    {
        var list = await fixture.List(_cluster);
        var silo = Silo(1);
        await list.InsertRow(silo, (await list.ReadAll()).Version.Next());
        var (entry, etag, version) = await Read(list, silo);
        entry.Status = SiloStatus.Dead;
        entry.IAmAliveTime = Noon.AddMinutes(1);
        entry.AddSuspector(Silo(2).SiloAddress, Noon);
        entry.AddSuspector(Silo(3).SiloAddress, Noon.AddSeconds(1));
        Assert.True(await list.UpdateRow(entry, etag, version.Next()));

        var (updated, _, newVersion) = await Read(list, silo);
        Assert.Equal(2, newVersion.Version);
        AssertSame(entry, updated);
        Assert.Equal(entry.SuspectTimes, updated.SuspectTimes);
    }

    [Fact]
    public async Task A_stale_version_a_listed_silo_or_an_unlisted_one_changes_nothing()
    {
        var list = await fixture.List(_cluster);
        var first = (await list.ReadAll()).Version;
        Assert.True(await list.InsertRow(Silo(1), first.Next()));
        var second = (await list.ReadAll()).Version;

        Assert.False(await list.InsertRow(Silo(2), first.Next()));
        Assert.False(await list.InsertRow(Silo(1), second.Next()));
        Assert.False(await list.UpdateRow(Silo(1, SiloStatus.Dead), first.VersionEtag, first.Next()));
        Assert.False(await list.UpdateRow(Silo(2, SiloStatus.Dead), second.VersionEtag, second.Next()));

        var read = await list.ReadAll();
        Assert.Equal(1, read.Version.Version);
        AssertSame(Silo(1), Assert.Single(read.Members).Item1);
    }

    [Fact]
    public async Task Of_changes_to_one_version_at_once_exactly_one_wins()
    {
        var lists = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.List(_cluster)));
        await lists[0].InsertRow(Silo(1), (await lists[0].ReadAll()).Version.Next());
        for (var round = 1; round <= 100; round++)
        {
            var read = await lists[0].ReadRow(Silo(1).SiloAddress);
            var (entry, etag) = read.Members[0];
            Assert.Equal(round, read.Version.Version);

            // Two silos that join, two that change the same one, and a sign of generation between them.
            var won = await Task.WhenAll(lists.Select((list, i) => Task.Run(() => i < 2
                ? list.InsertRow(Silo(2 + (2 * round) + i), read.Version.Next())
                : list.UpdateRow(entry, etag, read.Version.Next()))).Append(Alive(lists[0], entry)));
            Assert.Equal(1, won.Count(one => one));
        }

        var all = await lists[0].ReadAll();
        Assert.Equal(101, all.Version.Version);
    }

    [Fact]
    public async Task A_sign_of_generation_sets_the_time_and_not_the_version()
    {
        var list = await fixture.List(_cluster);
        var silo = Silo(1);
        await list.InsertRow(silo, (await list.ReadAll()).Version.Next());
        silo.IAmAliveTime = Noon.AddHours(1);
        await list.UpdateIAmAlive(silo);
        var (read, _, version) = await Read(list, silo);
        Assert.Equal(Noon.AddHours(1), read.IAmAliveTime);
        Assert.Equal(1, version.Version);
    }

    [Fact]
    public async Task Cleaning_up_removes_silos_that_were_silent_and_are_not_active()
    {
        var list = await fixture.List(_cluster);
        foreach (var silo in (MembershipEntry[])[
            Silo(1, SiloStatus.Dead, alive: Noon), Silo(2, SiloStatus.Active, alive: Noon), Silo(3, SiloStatus.Joining, alive: Noon),
            Silo(4, SiloStatus.Dead, alive: Noon.AddHours(2))])
        {
            Assert.True(await list.InsertRow(silo, (await list.ReadAll()).Version.Next()));
        }

        await list.CleanupDefunctSiloEntries(new DateTimeOffset(Noon.AddHours(1)));
        var left = (await list.ReadAll()).Members.Select(member => member.Item1.SiloAddress.Generation).Order();
        Assert.Equal([2, 4], left);
    }

    [Fact]
    public async Task Front_ends_find_the_active_silos_that_have_a_gateway()
    {
        var list = await fixture.List(_cluster);
        foreach (var silo in (MembershipEntry[])[
            Silo(1, SiloStatus.Active, gateway: 30001), Silo(2, SiloStatus.Active, gateway: 0), Silo(3, SiloStatus.Dead, gateway: 30003)])
        {
            await list.InsertRow(silo, (await list.ReadAll()).Version.Next());
        }

        var gateway = Assert.Single(await fixture.Gateways(_cluster));
        Assert.Equal(30001, gateway.Port);
    }

    [Fact]
    public async Task Deleting_a_clusters_list_leaves_other_clusters()
    {
        var list = await fixture.List(_cluster);
        await list.InsertRow(Silo(1), (await list.ReadAll()).Version.Next());
        var other = await fixture.List($"{_cluster}-other");
        await other.InsertRow(Silo(1), (await other.ReadAll()).Version.Next());
        await list.DeleteMembershipTableEntries(_cluster);
        Assert.Single((await other.ReadAll()).Members);
        var again = await fixture.List(_cluster);
        Assert.Empty((await again.ReadAll()).Members);
        Assert.Equal(0, (await again.ReadAll()).Version.Version);
    }

    private static async Task<bool> Alive(SiloList list, MembershipEntry silo)
    {
        await list.UpdateIAmAlive(silo);
        return false;
    }

    private static async Task<(MembershipEntry Entry, string ETag, TableVersion Version)> Read(SiloList list, MembershipEntry silo)
    {
        var read = await list.ReadRow(silo.SiloAddress);
        var (entry, etag) = Assert.Single(read.Members);
        return (entry, etag, read.Version);
    }

    private static MembershipEntry Silo(
        int generation, SiloStatus status = SiloStatus.Active, DateTime? alive = null, int gateway = 30000) => new()
        {
            SiloAddress = SiloAddress.New(IPAddress.Parse("127.0.0.1"), 11111, generation),
            SiloName = $"silo-{generation}",
            HostName = "host",
            Status = status,
            ProxyPort = gateway,
            StartTime = Noon.AddHours(-1),
            IAmAliveTime = alive ?? Noon,
        };

    private static void AssertSame(MembershipEntry expected, MembershipEntry actual)
    {
        Assert.Equal(expected.SiloAddress, actual.SiloAddress);
        Assert.Equal(
            (expected.SiloName, expected.HostName, expected.Status, expected.ProxyPort, expected.StartTime, expected.IAmAliveTime),
            (actual.SiloName, actual.HostName, actual.Status, actual.ProxyPort, actual.StartTime, actual.IAmAliveTime));
    }
}
