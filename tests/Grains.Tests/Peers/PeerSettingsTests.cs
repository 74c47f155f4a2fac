using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Reading;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Peers;

public class PeerSettingsTests
{
    private readonly PeerRecords _records = new(new JournaledState(PeerRecords.Trees), "p", new FakeTimeProvider());

    [Fact]
    public void Kinds_have_names_of_their_own()
    {
        foreach (var kind in Enum.GetValues<SettingKind>()) Assert.True(Put(kind, "a,b", kind.ToString()));

        foreach (var kind in Enum.GetValues<SettingKind>()) Assert.Equal([$"a,b={kind}"], Kept(kind));
        _records.Drop(SettingKind.Job, []);
        Assert.Empty(Kept(SettingKind.Job));
        Assert.Single(Kept(SettingKind.Script));
        _records.Drop(SettingKind.Script, ["never", "a,b"]);
        Assert.Empty(Kept(SettingKind.Script));
        Assert.Single(Kept(SettingKind.File));
    }

    [Fact]
    public void No_more_than_the_most_are_kept_but_each_may_be_replaced()
    {
        for (var i = 0; i < PeerSetting.MaxCount; i++) Assert.True(Put(SettingKind.Target, $"t{i}", "{}"));

        Assert.False(Put(SettingKind.Target, "one more", "{}"));
        Assert.True(Put(SettingKind.Target, "t7", "{ }"));
        Assert.True(Put(SettingKind.Job, "j", "{}"));
        Assert.Equal(PeerSetting.MaxCount, Kept(SettingKind.Target).Count);
    }

    [Fact]
    public void No_more_bytes_than_the_most_are_kept()
    {
        var large = new string('x', PeerSetting.MaxBytes);
        for (var i = 0; i < (PeerSetting.MaxTotalBytes / PeerSetting.MaxBytes) - 1; i++) Assert.True(Put(SettingKind.Script, $"s{i}", large));

        Assert.False(Put(SettingKind.File, "f", large));
        Assert.True(Put(SettingKind.Script, "s0", large));
        Assert.True(Put(SettingKind.File, "f", "small"));
    }

    [Fact]
    public void Nothing_is_kept_of_a_peer_whose_last_target_went()
    {
        _records.Stage(5, State() with { Targets = [new("t", "{}"u8.ToArray())] });
        _records.Replace(7, 5, LoadSections.Targets);
        _records.Settings.KeepShape(HeaderShape.Map);
        Assert.True(_records.Holds);

        _records.Drop(SettingKind.Target, ["t"]);

        Assert.True(_records.IsEmpty);
        Assert.False(_records.HoldsForOthers);
    }

    [Fact]
    public void The_shape_of_headers_is_kept_while_there_are_targets()
    {
        _records.Settings.KeepShape(HeaderShape.Map);
        Assert.True(_records.IsEmpty);

        Put(SettingKind.Target, "t", "{}");
        _records.Settings.KeepShape(HeaderShape.Map);
        Assert.Equal(HeaderShape.Map, Shape());
        Put(SettingKind.Target, "t2", "{}");
        _records.Drop(SettingKind.Target, ["t"]);
        Assert.Equal(HeaderShape.Map, Shape());
        _records.Drop(SettingKind.Target, []);
        Assert.Equal(HeaderShape.Unknown, Shape());
    }

    [Fact]
    public void The_shape_of_headers_stays_when_a_load_replaces_the_targets_and_goes_with_the_last()
    {
        Put(SettingKind.Target, "old", "{}");
        _records.Settings.KeepShape(HeaderShape.Map);
        _records.Stage(5, State() with { Targets = [new("new", "{}"u8.ToArray())] });

        _records.Replace(7, 5, LoadSections.Targets);

        Assert.Equal(["new={}"], Kept(SettingKind.Target));
        Assert.Equal(HeaderShape.Map, Shape());
        _records.Replace(9, 6, LoadSections.Targets);
        Assert.True(_records.IsEmpty);
    }

    [Fact]
    public void A_job_with_an_id_and_another_name_is_dropped_by_either()
    {
        foreach (var dropped in (string[])["i", "n"])
        {
            Put(SettingKind.Job, "i", """{"id":"i","name":"n"}""");
            Put(SettingKind.Job, "other", """{"id":"other"}""");

            _records.Drop(SettingKind.Job, [dropped]);

            Assert.Equal(["""other={"id":"other"}"""], Kept(SettingKind.Job));
        }
    }

    [Theory]
    [InlineData(LoadSections.Jobs, "new", "old", "old")]
    [InlineData(LoadSections.JobFiles, "old", "new", "new")]
    [InlineData(LoadSections.Jobs | LoadSections.JobFiles, "new", "new", "new")]
    [InlineData(LoadSections.Targets, "old", "old", "old")]
    public void A_load_replaces_jobs_and_files_as_it_holds_them(LoadSections sections, string job, string script, string file)
    {
        foreach (var kind in Enum.GetValues<SettingKind>()) Put(kind, "old", "1");
        _records.Stage(5, State() with
        {
            Jobs = [new("new", "2"u8.ToArray())],
            Files = [new(SettingKind.Script, "new", "2"u8.ToArray()), new(SettingKind.File, "new", "2"u8.ToArray())],
        });

        _records.Replace(7, 5, sections);

        Assert.Equal([job, script, file], new[] { SettingKind.Job, SettingKind.Script, SettingKind.File }.Select(kind => Kept(kind).Single().Split('=')[0]));
        Assert.Empty(_records.StagedLoads());
    }

    [Fact]
    public void Forgetting_the_registration_keeps_what_the_peer_is_to_run()
    {
        _records.KeepNamespace("ns");
        Put(SettingKind.Target, "t", "{}");

        _records.ClearRegistration();

        Assert.False(_records.Known);
        Assert.True(_records.Holds);
        Assert.Single(Kept(SettingKind.Target));
    }

    [Fact]
    public void A_pod_is_handed_headers_as_the_peer_reads_them_and_files_in_base64()
    {
        Put(SettingKind.Target, "t", """{"name":"t","headers":[["a","1"]]}""");
        Put(SettingKind.Job, "j", """{"name":"j"}""");
        Put(SettingKind.File, "/d/f", new string('x', 100_000));

        _records.Settings.KeepShape(HeaderShape.Map);

        using var targets = _records.Settings.Snapshot(SettingKind.Target);
        using var jobs = _records.Settings.Snapshot(SettingKind.Job);
        var handed = Rendered.Text(page => SettingRendering.Startup(page, targets.Root, jobs.Root));
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', 100_000)));
        Assert.Equal(
            """{"Targets":{"t":{"name":"t","headers":{"a":"1"}}},"Jobs":{"j":{"id":"j","name":"j"}},"JobScripts":{},"Files":{"/d/f":"?"}"""
                .Replace("?", base64, StringComparison.Ordinal),
            handed);
    }

    private bool Put(SettingKind kind, string name, string text) => _records.TryPut(new(kind, name, Encoding.UTF8.GetBytes(text)));

    private HeaderShape Shape()
    {
        using var snapshot = _records.Settings.Snapshot(SettingKind.Target);
        return PeerSettings.ShapeIn(snapshot.Root);
    }

    private List<string> Kept(SettingKind kind)
    {
        using var snapshot = _records.Settings.Snapshot(kind);
        return [.. PeerRecords.Items(snapshot.Root, PeerSettings.KeyOf(kind)).Select(item => $"{item.Name}={Encoding.UTF8.GetString(item.Node.Text ?? [])}")];
    }

    private static PeerState State() => new("p", "", [], [], [], [], Known: false);
}
