namespace Lockers.Grains.Interfaces.Tests;

public class LockerNameTests
{
    [Theory]
    [InlineData("", "L", "L", "/registry/lockers/L", "'L'")]
    [InlineData("c", "L", "/c/L", "/registry/context/c/lockers/L", "'L' of context 'c'")]
    [InlineData("a b%", "ä{0}", "/a b%/ä{0}", "/registry/context/a%20b%25/lockers/%C3%A4%7B0%7D", "'ä{0}' of context 'a b%'")]
    public void A_name_has_a_key_a_URI_and_words(string context, string label, string key, string uri, string words)
    {
        var name = new LockerName(context, label);

        Assert.Equal((key, uri, words), (name.Key, name.Uri, name.ToString()));
        Assert.Equal(name, LockerName.Of(key));
        Assert.Equal(context.Length > 0, LockerName.IsKeyOfContext(key));
    }

    [Fact]
    public void No_label_is_the_key_of_a_contexts_locker() =>
        Assert.NotNull(Names.WhyNotLabel(new LockerName("c", "L").Key));

    [Theory]
    [InlineData("all", null)]
    [InlineData("current", null)]
    [InlineData("a,b", "','")]
    [InlineData("a/b", "'/'")]
    [InlineData("..", "'..'")]
    [InlineData("", "1 to 256")]
    public void A_context_is_a_name_without_a_comma(string context, string? why)
    {
        if (why is null) Assert.Null(Names.WhyNotContext(context));
        else Assert.Contains(why, Names.WhyNotContext(context), StringComparison.Ordinal);
    }
}
