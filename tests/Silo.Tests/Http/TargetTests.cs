using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class TargetTests(LockersNode node)
{
    [Theory]
    [InlineData("//registry//lockers")]
    [InlineData("/lockers")]
    [InlineData("//lockers")]
    [InlineData("/registry/lockers/labels/")]
    [InlineData("/registry//lockers///labels//")]
    [InlineData("/registry/lockers/data/paths/")]
    [InlineData("/registry/lockers/default/")]
    [InlineData("/registry/lockers/default//dump")]
    [InlineData("/registry/lockers/default/data//paths/")]
    [InlineData("/registry/lockers/all/dump/")]
    [InlineData("/registry/lockers/targets/results/")]
    [InlineData("/registry/peers/")]
    [InlineData("/registry/peers/lockers//targets/results/")]
    [InlineData("/registry//dump/")]
    [InlineData("/registry//lockers?data=y")]
    public async Task Reads_take_doubled_and_trailing_slashes(string target)
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", target);

        Assert.Equal(200, answer.Status);
        Conduct.Check(target, answer);
    }

    [Theory]
    [InlineData("/registry/lockers/open/{0}/")]
    [InlineData("//registry//lockers//{0}//open//")]
    [InlineData("/lockers//open/{0}")]
    [InlineData("/registry/lockers/{0}/clear/")]
    [InlineData("/registry/lockers/close/{0}//")]
    [InlineData("/registry//lockers/{0}//store/a")]
    [InlineData("/registry/peers/{0}//1.1.1.1:1/locker//store/a")]
    [InlineData("/registry/peers/copyToLocker/")]
    public async Task Changes_take_them_too_and_are_never_redirected(string form)
    {
        var label = await node.Client.OpenFresh();

        var answer = await RawConnection.Exchange(node.Address, "POST", string.Format(null, form, label), "text");

        Assert.Equal(200, answer.Status);
        Conduct.Check(form, answer);
    }

    [Theory]
    [InlineData("/registry/nothing")]
    [InlineData("/registry/lockers/x/nothing")]
    [InlineData("/registry/lockers/x/data")]
    [InlineData("/registry/peers/x/y/z/w")]
    [InlineData("/peers")]
    [InlineData("/dump")]
    [InlineData("/Registry/nothing/..")]
    [InlineData("/registry/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z")]
    public async Task An_unknown_path_is_not_found(string target) => await node.Client.Get(target).Problem(404);

    [Fact]
    public async Task An_absolute_target_is_served()
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", "http://node/registry/lockers/labels");

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Dot_segments_before_a_path_do_not_reach_elsewhere()
    {
        var answer = await RawConnection.Exchange(node.Address, "POST", "/registry/lockers/x/../close");

        Assert.InRange(answer.Status, 400, 499);
    }
}
