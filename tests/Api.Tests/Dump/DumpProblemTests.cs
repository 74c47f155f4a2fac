using Lockers.Api.Configuration;
using Lockers.Api.Http;

namespace Lockers.Api.Tests.Dump;

/// <summary>What is said of a dump that is wrong, and where.</summary>
public class DumpProblemTests
{
    [Theory]
    [InlineData("[]", "''")]
    [InlineData("1", "''")]
    [InlineData("{", "''")]
    [InlineData("{\"lockers\":", "'lockers'")]
    [InlineData("{} {}", "''")]
    [InlineData("{\"lockers\":[]}", "'lockers'")]
    [InlineData("{\"nonsense\":1}", "'nonsense'")]
    [InlineData("{\"lockers\":{},\"lockers\":{}}", "'lockers'")]
    [InlineData("{\"lockers\":{\"X\":1}}", "'lockers.X'")]
    [InlineData("{\"lockers\":{\"X\":null}}", "'lockers.X'")]
    [InlineData("{\"lockers\":{\"open\":{}}}", "'lockers.open'")]
    [InlineData("{\"lockers\":{\"a/b\":{}}}", "'lockers.a/b'")]
    [InlineData("{\"lockers\":{\"\":{}}}", "'lockers.'")]
    [InlineData("{\"lockers\":{\"X\":{},\"X\":{}}}", "'lockers.X'")]
    [InlineData("{\"lockers\":{\"X\":{\"label\":\"Y\"}}}", "'lockers.X.label'")]
    [InlineData("{\"lockers\":{\"X\":{\"label\":1}}}", "'lockers.X.label'")]
    [InlineData("{\"lockers\":{\"X\":{\"current\":\"yes\"}}}", "'lockers.X.current'")]
    [InlineData("{\"lockers\":{\"X\":{\"current\":true},\"Y\":{\"current\":true}}}", "'lockers.Y'")]
    [InlineData("{\"lockers\":{\"X\":{\"other\":true}}}", "'lockers.X.other'")]
    [InlineData("{\"lockers\":{\"X\":{\"dataLocker\":null}}}", "'lockers.X.dataLocker'")]
    [InlineData("{\"lockers\":{\"X\":{\"dataLocker\":{\"active\":1}}}}", "'lockers.X.dataLocker.active'")]
    [InlineData("{\"lockers\":{\"X\":{\"dataLocker\":{\"locker\":[]}}}}", "'lockers.X.dataLocker.locker'")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\" \":{}}}}}", "'lockers.X.peerLockers. '")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\"p\":{\"instanceLockers\":{\"\":{}}}}}}}", "'lockers.X.peerLockers.p.instanceLockers.'")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\"p\":{\"locker\":1}}}}}", "'lockers.X.peerLockers.p.locker'")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\"p\":null}}}}", "'lockers.X.peerLockers.p'")]
    [InlineData("{\"lockers\":{\"X\":{\"peerLockers\":{\"p\":{},\"q\":{},\"p\":{}}}}}", "'lockers.X.peerLockers.p'")]
    [InlineData("{\"lockers\":{\"X\":{\"firstOpened\":\"today\"}}}", "'lockers.X.firstOpened'")]
    [InlineData("{\"lockers\":{\"X\":{\"lastOpened\":1}}}", "'lockers.X.lastOpened'")]
    [InlineData("{\"lockers\":{\"X\\u0000\":{}}}", "'lockers.X\0'")]
    public void A_wrong_dump_is_told_by_its_place(string dump, string place) =>
        Assert.Contains($"at {place}:", Parsed.Problem(dump), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"A\":1}", ".A'")]
    [InlineData("{\"A\":null}", ".A'")]
    [InlineData("{\"A,B\":{}}", ".A,B'")]
    [InlineData("{\"A\":{\"data\":1}}", ".A.data'")]
    [InlineData("{\"A\":{\"data\":null}}", ".A.data'")]
    [InlineData("{\"A\":{\"data\":\"too long by one\"}}", ".A.data'")]
    [InlineData("{\"A\":{\"data\":\"\\ud800\"}}", ".A.data'")]
    [InlineData("{\"A\":{\"data\":\"x\",\"data\":\"y\"}}", ".A.data'")]
    [InlineData("{\"A\":{\"firstReported\":\"yesterday\"}}", ".A.firstReported'")]
    [InlineData("{\"A\":{\"lastReported\":0}}", ".A.lastReported'")]
    [InlineData("{\"A\":{\"subKeys\":{\"B\":{\"more\":1}}}}", ".A.subKeys.B.more'")]
    [InlineData("{\"key of 11 b\":{}}", ".key of 11 b'")]
    [InlineData("{\"1\":{\"subKeys\":{\"2\":{\"subKeys\":{\"3\":{\"subKeys\":{\"4\":{}}}}}}}}", ".3.subKeys.4'")]
    [InlineData("{\"\\ud800\":{}}", "")]
    [InlineData("{\"A\":{},\"B\":{},\"A\":{}}", ".A'")]
    [InlineData("{\"A\":{},\"B\":{},\"\\u0041\":{}}", ".A'")]
    [InlineData("{\"A\":{\"subKeys\":{\"\":{},\"B\":{},\"\":{}}}}", ".A.subKeys.'")]
    [InlineData("{\"A\\u0000\":{}}", "U+0000")]
    [InlineData("{\"A\":{\"base64\":\"YQ\"}}", ".A.base64'")]
    [InlineData("{\"A\":{\"base64\":1}}", ".A.base64'")]
    [InlineData("{\"A\":{\"base64\":\"AAAAAAAAAAAAAAAAAAAA\"}}", ".A.base64'")]
    [InlineData("{\"A\":{\"json\":\"yes\"}}", ".A.json'")]
    [InlineData("{\"A\":{\"text\":\"x\"}}", ".A.text'")]
    [InlineData("{\"A\":{\"text\":null}}", ".A.text'")]
    public void A_wrong_tree_is_told_by_its_place(string keys, string place)
    {
        var limits = new LockersLimits { MaxKeyBytes = 10, MaxPathDepth = 3, MaxValueBytes = 14 };

        Assert.Contains(place, Parsed.Problem(SomeDump.InKeys(keys), limits), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"peers\":1}", "peers")]
    [InlineData("{\"peers\":{\"p\":null}}", "peers")]
    [InlineData("{\"peers\":{\"a/b\":{}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":{}}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":null}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a/1\":{\"currentEpoch\":{\"epoch\":0}}}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":{\"currentEpoch\":{\"epoch\":-1}}}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":{\"currentEpoch\":{\"epoch\":0},\"pastEpochs\":[null]}}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"podEpochs\":{\"a:1\":[null]}}}}", "peers")]
    [InlineData("{\"peers\":{\"p\":{\"podEpochs\":{\"a:1\":[{\"epoch\":0,\"firstContact\":\"never\"}]}}}}", "peers")]
    [InlineData("{\"peerTargets\":[]}", "peerTargets")]
    [InlineData("{\"peerTargets\":{\"p\":1}}", "peerTargets")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\":{}}}}", "peerTargets")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\":1}}}", "peerTargets")]
    [InlineData("{\"peerJobs\":{\"p\":{\"j\":{\"nom\":\"j\"}}}}", "peerJobs")]
    [InlineData("{\"peerJobScripts\":{\"p\":{\"s\":{}}}}", "peerJobScripts.p.s': it is not base64")]
    [InlineData("{\"peerFiles\":{\"p\":{\"f\":\"A\"}}}", "peerFiles.p.f': it is not base64")]
    [InlineData("{\"peerFiles\":{\"p\":{\"f\":\"\"},\"p\":{}}}", "peerFiles.p")]
    [InlineData("{\"peerFiles\":5}", "peerFiles")]
    [InlineData("{\"peerTrackingTimeBuckets\":null}", "peerTrackingTimeBuckets': it is not a string")]
    [InlineData("{\"lockers\":{\"X\":{\"subLockers\":{\"Y\":{}}}}}", "lockers.X.subLockers.Y': lockers inside of lockers")]
    [InlineData("{\"peerJobs\":{\"\":{}}}", "peerJobs")]
    [InlineData("{\"peerTrackingHeaders\":1}", "peerTrackingHeaders")]
    [InlineData("{\"peerTrackingHeaders\":\"\\ud800\"}", "peerTrackingHeaders")]
    [InlineData("{\"peerProbes\":1}", "peerProbes")]
    [InlineData("{\"peerProbes\":{", "peerProbes")]
    [InlineData("{\"peerProbes\":{\"a\":{\"b\":1,\"c\":2,\"b\":3}}}", "peerProbes': 'b' stands there twice")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\":{\"name\":\"t\",\"name\":\"t\"}}}}", "peerTargets.p.t")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\":{\"name\":\"t\"},\"t\":{\"name\":\"t\"}}}}", "peerTargets.p.t")]
    [InlineData("{\"peerTargets\":{\"p\":{},\"p\":{}}}", "peerTargets.p")]
    [InlineData("{\"peerTargets\":{\"p\":{\"t\\u0000\":{\"name\":\"t\"}}}}", "peerTargets.p.t")]
    [InlineData("{\"peers\":{\"p\":{\"name\":\"q\"}}}", "peers.p.name")]
    [InlineData("{\"peers\":{\"p\":{},\"p\":{}}}", "peers.p")]
    [InlineData("{\"peers\":{\"p\":{\"other\":{\"a\":1,\"a\":2}}}}", "peers.p.other")]
    [InlineData("{\"peers\":{\"p\":{\"other\":1,\"other\":2}}}", "peers.p.other")]
    [InlineData("{\"peers\":{\"p\":{\"pods\":{\"a:1\":{\"currentEpoch\":{\"epoch\":0,\"epoch\":1}}}}}}", "peers.p.pods.a:1")]
    [InlineData("{\"peers\":{\"p\":{\"podEpochs\":{\"a:1\":[{\"epoch\":0},{\"epoch\":1,\"name\":2}]}}}}", "peers.p.podEpochs.a:1.1")]
    public void A_wrong_section_about_peers_is_told_by_its_name(string dump, string section) =>
        Assert.Contains($"at '{section}", Parsed.Problem(dump), StringComparison.Ordinal);

    [Fact]
    public void A_section_about_peers_that_is_not_utf8_is_refused()
    {
        byte[] dump = [.. "{\"peerProbes\":{\"readinessProbe\":\""u8, 0xFF, .. "\"}}"u8];

        Assert.Contains("'peerProbes': it is not UTF-8", Assert.Throws<ProblemException>(() => Parsed.Dump(dump, new())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_of_what_is_wrong_deep_down_is_shortened()
    {
        var limits = new LockersLimits { MaxPathDepth = 1024 };

        Assert.InRange(Parsed.Problem(SomeDump.InKeys(SomeDump.Deep(1025)), limits).Length, 100, 700);
    }
}
