using Lockers.Api.Security;

namespace Lockers.Api.Tests.Security;

public sealed class AuthOptionsValidatorTests
{
    private static readonly string Good = Key.New();

    [Fact]
    public void Nothing_configured_is_legal() => Assert.True(new AuthOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void Several_keys_may_have_one_name_and_a_key_several_roles()
    {
        var options = new AuthOptions { Keys = [Named("peer", Key.New(), "peer"), Named("peer", Key.New(), "peer, read"), Named("a.b_c-1", Key.New(), "ADMIN")] };

        Assert.True(new AuthOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_no_value_with_it()
    {
        var options = new AuthOptions
        {
            Keys =
            [
                Named("", Good, "read"), Named("a:b", Key.New(), ""), Named("c", Key.New(), "read,root"),
                new() { Name = "d", Hash = Good, Roles = "read" }, new() { Name = "e", Hash = "sha256:12", Roles = "read" }, Named("f", Good, "read"),
            ],
        };

        var failures = new AuthOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(
            ["Keys:0:Name", "Keys:1:Name", "Keys:1:Roles", "Keys:2:Roles", "Keys:3:Hash", "Keys:4:Hash", "Keys:5:Hash"],
            failures.Select(failure => failure.Split(' ')[0]["Lockers:Auth:".Length..]));
        Assert.Contains("it is a key itself", failures[4], StringComparison.Ordinal);
        Assert.DoesNotContain(failures, failure => failure.Contains(Good, StringComparison.Ordinal) || failure.Contains("root", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_limits_those_without_a_key_must_have_named_a_key() =>
        Assert.Contains("no key", new AuthOptionsValidator().Validate(null, new() { SaysAnonymous = true }).FailureMessage, StringComparison.Ordinal);

    [Fact]
    public void What_keygen_prints_is_legal_and_the_key_is_in_it_but_in_no_entry()
    {
        var output = new StringWriter();

        Assert.Equal(0, KeyGen.Run(["keygen", "ci", "write,read"], output, TextWriter.Null));

        var lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries);
        var key = Assert.Single(lines, line => line.Length == Key.Length && Key.IsLike(line));
        var entry = lines.Where(line => line.StartsWith("Lockers__Auth__Keys__0__", StringComparison.Ordinal)).Select(line => line.Split('=')).ToDictionary(pair => pair[0][24..], pair => pair[1]);
        Assert.Equal(Key.Hash(key), entry["Hash"]);
        Assert.True(new AuthOptionsValidator().Validate(null, new() { Keys = [new() { Name = entry["Name"], Hash = entry["Hash"], Roles = entry["Roles"] }] }).Succeeded);
    }

    [Theory]
    [InlineData("keygen")]
    [InlineData("keygen", "name")]
    [InlineData("keygen", "name", "root")]
    [InlineData("keygen", "na:me", "read")]
    [InlineData("keygen", "name", "read", "more")]
    public void Keygen_says_how_it_is_used(params string[] arguments)
    {
        var errors = new StringWriter();

        Assert.Equal(1, KeyGen.Run(arguments, TextWriter.Null, errors));
        Assert.Contains("keygen NAME ROLE", errors.ToString(), StringComparison.Ordinal);
    }

    private static KeyOptions Named(string name, string key, string roles) => new() { Name = name, Hash = Key.Hash(key), Roles = roles };
}
