using Lockers.Api.Configuration;
using Lockers.Api.Hosting;

namespace Lockers.Api.Tests.Configuration;

public sealed class CommandLineTests
{
    private static readonly ConfigurationKeys Keys = ConfigurationKeys.Of("http://localhost:1", [new FrontEndOptions(), new LockersLimits()], "Storage");

    [Theory]
    [InlineData("--urls=http://x:1")]
    [InlineData("--urls", "http://x:1")]
    [InlineData("/urls", "http://x:1")]
    [InlineData("urls=http://x:1")]
    [InlineData("--lockers:maxkeybytes=1")]
    [InlineData("--Lockers:Storage=x")]
    [InlineData("--ConnectionStrings:Lockers", "Host=x;Password=y z")]
    [InlineData("--Logging:LogLevel:Default=Debug", "--Kestrel:Limits:MaxConcurrentConnections=1", "--environment", "Development", "--contentRoot=/", "--AllowedHosts=*")]
    public void What_the_program_or_its_framework_reads_is_taken(params string[] arguments)
    {
        var command = new CommandLine(arguments, Keys);

        Assert.Empty(command.Errors);
        Assert.Equal(arguments, command.Settings);
    }

    [Theory]
    [InlineData("--url=http://x:1", "--urls?")]
    [InlineData("--Lokcers:MaxKeyBytes=1", "--Lockers:MaxKeyBytes?")]
    [InlineData("--maxkeybyte=1", "--Lockers:MaxKeyBytes?")]
    [InlineData("--ConnectionString:Lockers=x", "--ConnectionStrings:Lockers?")]
    [InlineData("--Lockers:Cluster=x", "--Lockers:ClusterId?")]
    [InlineData("--anything=x", "--help lists them.")]
    [InlineData("urls", "--urls?")]
    [InlineData("-urls", "--urls?")]
    public void What_nobody_reads_is_refused_with_what_was_meant(string argument, string meant)
    {
        var command = new CommandLine([argument], Keys);

        Assert.EndsWith(meant, Assert.Single(command.Errors), StringComparison.Ordinal);
        Assert.Empty(command.Settings);
    }

    [Fact]
    public void A_key_without_a_value_does_not_take_the_next_key()
    {
        var command = new CommandLine(["--urls", "--Lockers:MaxKeyBytes=1"], Keys);

        Assert.Contains("--urls has no value", Assert.Single(command.Errors), StringComparison.Ordinal);
        Assert.Equal(["--Lockers:MaxKeyBytes=1"], command.Settings);
    }

    [Fact]
    public void A_secret_that_lost_its_quotes_is_not_shown()
    {
        var command = new CommandLine(["--ConnectionStrings:Lockers=Host=x;", "Password", "geheim", "--unknown=geheim"], Keys);

        Assert.Equal(3, command.Errors.Count);
        Assert.DoesNotContain(command.Errors, error => error.Contains("geheim", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_key_says_what_it_is_for() => Assert.DoesNotContain(Keys.All, key => key.Doc.Length == 0);
}
