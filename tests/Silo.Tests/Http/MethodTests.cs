using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class MethodTests(LockersNode node)
{
    [Theory]
    [InlineData("GET", "/registry/lockers/open/x", "POST")]
    [InlineData("GET", "/registry/lockers/x/close", "POST")]
    [InlineData("GET", "/registry/lockers/x/clear", "POST")]
    [InlineData("GET", "/registry/lockers/x/store/a", "POST")]
    [InlineData("GET", "/registry/lockers/x/remove/a", "POST")]
    [InlineData("GET", "/registry/load", "POST")]
    [InlineData("GET", "/registry/peers/add", "POST")]
    [InlineData("DELETE", "/registry/lockers/x/get/a", "GET")]
    [InlineData("POST", "/registry/lockers/x/get/a", "GET")]
    [InlineData("POST", "/registry/lockers/labels", "GET")]
    [InlineData("POST", "/registry/dump", "GET")]
    [InlineData("POST", "/registry/lockers", "GET")]
    [InlineData("PUT", "/registry/lockers/find/x", "GET")]
    [InlineData("PATCH", "/registry/peers", "GET")]
    [InlineData("DELETE", "/registry/peers/x/locker/store/a", "POST")]
    [InlineData("OPTIONS", "/registry/lockers/labels", "GET")]
    [InlineData("BREW", "/registry/lockers/labels", "GET")]
    public async Task A_wrong_method_is_told_the_right_one(string method, string target, string allowed)
    {
        var answer = await node.Client.Send(method, target);

        Assert.True(answer.Status == 405, answer.ToString());
        Assert.Contains(allowed, answer.Headers["Allow"].Split(", "));
    }
}
