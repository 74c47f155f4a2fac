using Lockers.Api.Http;
using Lockers.Api.Tests.Security;
using Microsoft.AspNetCore.Routing;

namespace Lockers.Api.Tests.Http;

public sealed class HotEndpointsTests(FrontEndStage stage) : IClassFixture<FrontEndStage>
{
    [Theory]
    [InlineData("POST", "/registry/lockers/x/store/a", "/registry/lockers/{label}/store")]
    [InlineData("POST", "/lockers/x/store/", "/registry/lockers/{label}/store")]
    [InlineData("POST", "//registry//lockers//%41//store//a/b?c", "/registry/lockers/{label}/store")]
    [InlineData("POST", "http://node/registry/lockers/store/store/store", "/registry/lockers/{label}/store")]
    [InlineData("POST", "/registry/context/c/lockers/x/store/a", "/registry/context/{context}/lockers/{label}/store")]
    [InlineData("GET", "/registry/lockers/x/get/a", "/registry/lockers/{label}/get")]
    [InlineData("GET", "/registry/lockers/get/get/get?tree=y", "/registry/lockers/{label}/get")]
    [InlineData("GET", "/registry/context/c/lockers/x/get/a", "/registry/context/{context}/lockers/{label}/get")]
    [InlineData("POST", "/registry/peers/p/locker/store/a", "/registry/peers/{peer}/locker/store")]
    [InlineData("POST", "/registry/peers/p/1.1.1.1:1/locker/store/a?b/c", "/registry/peers/{peer}/{address}/locker/store")]
    [InlineData("POST", "/registry/peers/locker/locker/store/a", "/registry/peers/{peer}/locker/store")]
    [InlineData("HEAD", "/registry/lockers/x/get/a", "/registry/lockers/{label}/get")]
    [InlineData("PUT", "/registry/lockers/x/store/a", "/registry/lockers/{label}/store")]
    [InlineData("PUT", "/registry/peers/p/locker/store/a", "/registry/peers/{peer}/locker/store")]
    [InlineData("GET", "/registry/lockers/x/store/a", null)]
    [InlineData("POST", "/registry/lockers/x/get/a", null)]
    [InlineData("PUT", "/registry/lockers/x/get/a", null)]
    [InlineData("DELETE", "/registry/lockers/x/get/a", null)]
    [InlineData("DELETE", "/registry/lockers/x/store/a", null)]
    [InlineData("POST", "/registry/lockers/x/remove/a", null)]
    [InlineData("GET", "/registry/lockers/x/dump/a", null)]
    [InlineData("POST", "/registry/lockers/find/store/a", null)]
    [InlineData("GET", "/registry/lockers/find/get", null)]
    [InlineData("GET", "/registry/lockers/x/peers/p/get/a", null)]
    [InlineData("GET", "/registry/peers/p/locker/get/a", null)]
    [InlineData("POST", "/registry/peers/p/locker/remove/a", null)]
    [InlineData("POST", "/registry/peers/events/search/a", null)]
    public void Stores_and_reads_of_one_key_are_found_by_their_target(string method, string raw, string? route)
    {
        var target = new RequestTarget(raw);
        Assert.True(target.HasTail);

        Assert.Equal(route, stage.Hot.Find(method, target) is RouteEndpoint found ? found.RoutePattern.RawText : null);
    }

    [Fact]
    public void Where_nothing_is_mapped_nothing_is_found() =>
        Assert.Null(new HotEndpoints(new DefaultEndpointDataSource()).Find("POST", new RequestTarget("/registry/lockers/x/store/a")));
}
