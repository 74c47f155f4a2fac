namespace Lockers.Grains.Interfaces.Tests;

public class StatusFilterTests
{
    [Theory]
    [InlineData("5xx", "500 503 599")]
    [InlineData("5XX", "500 503 599")]
    [InlineData("50x", "500 503")]
    [InlineData("404", "404")]
    [InlineData("0", "0")]
    [InlineData("!2xx", "0 404 500 503 599 odd")]
    [InlineData("5xx,404", "404 500 503 599")]
    [InlineData("5xx,!503", "500 599")]
    [InlineData("!5xx, !2xx", "0 404 odd")]
    public void Codes_count_that_a_pattern_is_like(string patterns, string counted)
    {
        Assert.Null(StatusFilter.WhyNot(patterns, out var filter));

        string[] codes = ["0", "200", "201", "404", "500", "503", "599", "odd"];
        Assert.Equal(counted, string.Join(' ', codes.Where(filter.Counts)));
        Assert.False(filter.IsAll);
    }

    [Theory]
    [InlineData("6yx")]
    [InlineData("xxx")]
    [InlineData("5x")]
    [InlineData("5x0")]
    [InlineData("5000")]
    [InlineData("!")]
    [InlineData("5xx,")]
    [InlineData("!!5xx")]
    [InlineData("٥xx")]
    public void What_is_no_pattern_is_said(string patterns) => Assert.EndsWith("is none", StatusFilter.WhyNot(patterns, out _), StringComparison.Ordinal);

    [Fact]
    public void There_is_a_limit_of_patterns() =>
        Assert.Equal("there are more than 32", StatusFilter.WhyNot(string.Join(',', Enumerable.Repeat("5xx", 33)), out _));

    [Fact]
    public void Every_code_counts_without_a_pattern() => Assert.True(StatusFilter.All.Counts("anything"));
}
