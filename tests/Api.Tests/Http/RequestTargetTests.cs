using Lockers.Api.Http;

namespace Lockers.Api.Tests.Http;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/registry/lockers/X/store/A,B", "/registry/lockers/X/store", "A,B")]
    [InlineData("/lockers/X/store/A,B?x=1", "/registry/lockers/X/store", "A,B")]
    [InlineData("//registry///lockers//X//get//A", "/registry/lockers/X/get", "A")]
    [InlineData("/lockers/X/get/a/b%2Fc,d//e/", "/registry/lockers/X/get", "a/b%2Fc,d//e/")]
    [InlineData("/lockers/X/get/", "/registry/lockers/X/get", "")]
    [InlineData("/lockers/X/dump", "/registry/lockers/X/dump", null)]
    [InlineData("/lockers/labels/", "/registry/lockers/labels", null)]
    [InlineData("/registry/lockers/compare/X/Y", "/registry/lockers/compare/X/Y", null)]
    [InlineData("/registry/lockers/compare/keys/Y", "/registry/lockers/compare/keys", "Y")]
    [InlineData("/registry/lockers/compare/export/Y", "/registry/lockers/compare/export", "Y")]
    [InlineData("/lockers/find/a/b", "/registry/lockers/find", "a/b")]
    [InlineData("http://h:1/lockers/X/get/A", "/registry/lockers/X/get", "A")]
    [InlineData("/registry/peers/p/locker/store/client,", "/registry/peers/p/locker/store", "client,")]
    [InlineData("/registry/peers/p/1.1.1.1:1/locker/store/client,t", "/registry/peers/p/1.1.1.1:1/locker/store", "client,t")]
    [InlineData("/registry/peers/locker/locker/locker/get/x", "/registry/peers/locker/locker/locker/get", "x")]
    [InlineData("/registry/lockers/X/peers/p/get/k", "/registry/lockers/X/peers/p/get", "k")]
    [InlineData("/registry/lockers/X/peers/p/a:1/get/k", "/registry/lockers/X/peers/p/a:1/get", "k")]
    [InlineData("/registry", "/registry", null)]
    [InlineData("/registry/lockers/X/peers/p/get/get", "/registry/lockers/X/peers/p/get", "get")]
    [InlineData("/registry/lockers/X/peers/p/get/get/k", "/registry/lockers/X/peers/p/get/get", "k")]
    [InlineData("/registry/lockers/X/peers/p/get/get%2Fk", "/registry/lockers/X/peers/p/get", "get%2Fk")]
    [InlineData("/registry/peers/p/locker/store/client,a?b=c", "/registry/peers/p/locker/store", "client,a?b=c")]
    [InlineData("/registry/lockers/X/peers/p/a:1/locker/get/k", "/registry/lockers/X/peers/p/a:1/locker/get", "k")]
    [InlineData("/registry/lockers/X/peers/p/locker/get/k", "/registry/lockers/X/peers/p/locker/get", "k")]
    [InlineData("/lockers/search/a/b", "/registry/lockers/search", "a/b")]
    [InlineData("/lockers/X/search/a/b", "/registry/lockers/X/search", "a/b")]
    [InlineData("/registry/context/c/lockers/X/store/A,B/c", "/registry/context/c/lockers/X/store", "A,B/c")]
    [InlineData("/registry/context/lockers/lockers/X/get/", "/registry/context/lockers/lockers/X/get", "")]
    [InlineData("/registry/context/a%20%2F/lockers/find/x/y?limit=1", "/registry/context/a \0/lockers/find", "x/y")]
    [InlineData("/registry/context/context/lockers", "/registry/context/context/lockers", null)]
    [InlineData("/registry/context/c/peers/p/locker/store/x", "/registry/context/c/peers/p/locker/store/x", null)]
    [InlineData("/registry/context/c", "/registry/context/c", null)]
    [InlineData("/registry/context", "/registry/context", null)]
    [InlineData("/lockers/context/get/k", "/registry/lockers/context/get", "k")]
    [InlineData("/registry/peers/p/locker/get/client,a?tree=y", "/registry/peers/p/locker/get", "client,a")]
    [InlineData("/registry/peers/events/search/a/b?data=y", "/registry/peers/events/search", "a/b")]
    [InlineData("/registry/peers/p,q/events/search/%5B", "/registry/peers/p,q/events/search", "%5B")]
    [InlineData("/registry/lockers/X/peers/events/search/get/k", "/registry/lockers/X/peers/events/search", "get/k")]
    [InlineData("/registry/lockers/X/peers/p/events/search/x", "/registry/lockers/X/peers/p/events/search", "x")]
    [InlineData("/registry/lockers/X/peers/p/events", "/registry/lockers/X/peers/p/events", null)]
    [InlineData("/registry/peers/p/h.ns@1.1.1.1:1(n@c)/events/store", "/registry/peers/p/h.ns@1.1.1.1:1(n@c)/events/store", null)]
    public void A_target_is_a_route_and_a_tail(string raw, string route, string? tail)
    {
        var target = new RequestTarget(raw);
        Assert.True(target.IsOurs);
        Assert.Equal(route, target.Route());
        Assert.Equal(tail, target.HasTail ? target.Tail.ToString() : null);
    }

    [Theory]
    [InlineData("/registry/context/a%2Fb/lockers/X/get/k", "a/b", "X")]
    [InlineData("/registry/context/lockers/lockers/X/get/k", "lockers", "X")]
    [InlineData("/registry/lockers/X/get/k", "", "X")]
    [InlineData("/lockers/context/get/k", "", "context")]
    public void A_context_stands_apart_from_the_segments(string raw, string context, string label)
    {
        var target = new RequestTarget(raw);

        Assert.Equal((context, context.Length > 0), (target.Context, target.HasContext));
        Assert.Equal(("lockers", label, 3), (target.Decoded(0), target.Decoded(1), target.Count));
    }

    [Theory]
    [InlineData("/context/c/lockers/X/get/k")]
    [InlineData("/health/live")]
    [InlineData("/dashboard/lockers")]
    [InlineData("/")]
    [InlineData("*")]
    public void What_is_not_below_the_registry_is_left_alone(string raw) => Assert.False(new RequestTarget(raw).IsOurs);

    [Theory]
    [InlineData("/registry/lockers/X/close", false)]
    [InlineData("/registry/lockers/X/close?a=//", false)]
    [InlineData("/lockers/X/get/a//b/", false)]
    [InlineData("http://h:1/lockers", false)]
    [InlineData("/", false)]
    [InlineData("//lockers", true)]
    [InlineData("/registry//lockers", true)]
    [InlineData("/lockers//close", true)]
    [InlineData("/lockers/close/", true)]
    [InlineData("/lockers/?a=b", true)]
    [InlineData("/lockers//X/get/a", true)]
    [InlineData("http://h:1/lockers/", true)]
    public void Empty_segments_of_the_route_are_noted(string raw, bool hasEmpty) => Assert.Equal(hasEmpty, new RequestTarget(raw).HasEmpty);

    [Fact]
    public void An_encoded_slash_in_a_name_cannot_be_mistaken_for_a_separator() =>
        Assert.Equal("/registry/lockers/a\0b/open", new RequestTarget("/lockers/a%2Fb/open").Route());

    [Fact]
    public void A_name_with_an_encoded_slash_holds_the_slash()
    {
        Assert.Equal("a/b", new RequestTarget("/lockers/a%2Fb/open").Decoded(1));
        Assert.Equal("a/b", RequestTarget.Unrouted("a\0b"));
    }

    [Fact]
    public void Taking_a_target_apart_allocates_nothing()
    {
        const string raw = "/registry/peers/peer1/10.0.0.1:8080/locker/store/client,t1?x=y";
        _ = new RequestTarget(raw);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var target = new RequestTarget(raw);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(target.HasTail);
    }
}
