using System.Text;

namespace Lockers.Grains.Interfaces.Tests;

public class TargetHeadersTests
{
    [Theory]
    [InlineData("""{"name":"t","headers":[["a","1"]]}""", HeaderShape.Pairs)]
    [InlineData("""{"headers":[]}""", HeaderShape.Pairs)]
    [InlineData("""{"Headers":{"a":"1"}}""", HeaderShape.Map)]
    [InlineData("""{"headers":null}""", HeaderShape.Unknown)]
    [InlineData("""{"headers":5}""", HeaderShape.Unknown)]
    [InlineData("""{"nested":{"headers":[]}}""", HeaderShape.Unknown)]
    [InlineData("{}", HeaderShape.Unknown)]
    public void The_shape_is_that_of_the_member(string target, HeaderShape shape) =>
        Assert.Equal(shape, TargetHeaders.ShapeOf(Encoding.UTF8.GetBytes(target)));

    [Theory]
    [InlineData("""{"name":"t", "headers": [["a","1"],["b","é"]], "x": {"kept": 1.0}}""", """{"name":"t","headers":{"a":"1","b":"é"},"x":{"kept": 1.0}}""")]
    [InlineData("""{"headers":[["a","1"],["A","2"]]}""", """{"headers":{"a":"1, 2"}}""")]
    [InlineData("""{"headers":[["a"],[],5,["b",true]]}""", """{"headers":{"a":"","b":"true"}}""")]
    [InlineData("""{"headers":{"a":"1","b":2}}""", """{"headers":[["a","1"],["b","2"]]}""")]
    [InlineData("""{"headers":[]}""", """{"headers":{}}""")]
    [InlineData("""{"headers":null,"x":1}""", """{"headers":{},"x":1}""")]
    [InlineData("""{"x":1}""", """{"x":1,"headers":{}}""")]
    public void The_other_shape_says_the_same(string target, string other) =>
        Assert.Equal(other, Encoding.UTF8.GetString(TargetHeaders.Other(Encoding.UTF8.GetBytes(target))!));

    [Fact]
    public void What_are_no_headers_has_no_other_shape() => Assert.Null(TargetHeaders.Other("""{"headers":5}"""u8.ToArray()));

    [Theory]
    [InlineData(HeaderShape.Unknown, """{"headers":[["a","1"]]}""")]
    [InlineData(HeaderShape.Pairs, """{"headers":[["a","1"]]}""")]
    [InlineData(HeaderShape.Map, """{"headers":{"a":"1"}}""")]
    [InlineData(HeaderShape.Pairs, """{"headers":null}""")]
    [InlineData(HeaderShape.Pairs, "{}")]
    [InlineData(HeaderShape.Map, """{"headers":5}""")]
    public void A_target_that_has_the_shape_stays_as_it_is(HeaderShape shape, string target)
    {
        var bytes = Encoding.UTF8.GetBytes(target);
        Assert.Same(bytes, TargetHeaders.In(shape, bytes));
    }

    [Theory]
    [InlineData("""{"id":"a"}""", "a", "")]
    [InlineData("""{"Name":"a","ID":"b"}""", "b", "a")]
    [InlineData("""{"x":{"id":"c"},"name":5}""", "", "")]
    public void Names_are_those_of_the_item_itself(string item, string id, string name) =>
        Assert.Equal((id, name), NameMembers.Of(Encoding.UTF8.GetBytes(item)));
}
