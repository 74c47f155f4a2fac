using Lockers.Api.Configuration;
using Lockers.Api.Hosting;
using Microsoft.Extensions.Configuration;

namespace Lockers.Api.Tests.Configuration;

public sealed class UnknownKeysTests
{
    private static readonly ConfigurationKeys Keys = ConfigurationKeys.Of("http://localhost:1", [new FrontEndOptions(), new LockersLimits()], "Storage");

    [Theory]
    [InlineData("LOCKERS:CLUSTERNIG", "Lockers:Clustering")]
    [InlineData("Locker:Clustering", "Lockers:Clustering")]
    [InlineData("Lockerz:Clustering", "Lockers:Clustering")]
    [InlineData("ConnectionStrings:Locker", "ConnectionStrings:Lockers")]
    [InlineData("ConnectionString:Lockers", "ConnectionStrings:Lockers")]
    public void A_misspelt_key_is_found_with_what_was_meant(string key, string meant) =>
        Assert.EndsWith($"did you mean {meant}?", Assert.Single(UnknownKeys.Find(With(key), Keys)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Lockers_Clustering", "Lockers:Clustering", "Lockers__Clustering")]
    [InlineData("LOCKERS_MAXKEYBYTES", "Lockers:MaxKeyBytes", "Lockers__MaxKeyBytes")]
    [InlineData("LOCKERS_MAX_KEY_BYTES", "Lockers:MaxKeyBytes", "Lockers__MaxKeyBytes")]
    [InlineData("Lockers.Clustering", "Lockers:Clustering", "Lockers__Clustering")]
    [InlineData("ConnectionStrings_Lockers", "ConnectionStrings:Lockers", "ConnectionStrings__Lockers")]
    public void A_key_in_another_form_is_found_with_the_form_that_is_read(string key, string meant, string inEnvironment) =>
        Assert.EndsWith(
            $"did you mean {meant}? In the environment that is {inEnvironment}.", Assert.Single(UnknownKeys.Find(With(key), Keys)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Lockers:Unheard")]
    [InlineData("Lockers:Clustering:More")]
    [InlineData("Lockers")]
    public void A_key_that_is_near_none_is_found(string key) => Assert.Single(UnknownKeys.Find(With(key), Keys));

    [Theory]
    [InlineData("Lockers:Storage")]
    [InlineData("lockers:maxkeybytes")]
    [InlineData("LOCKERS_PORT")]
    [InlineData("LOCKERS_SERVICE_HOST")]
    [InlineData("PATH")]
    [InlineData("Orders:Storage")]
    [InlineData("ConnectionStrings:Orders")]
    [InlineData("ConnectionStrings:Lockers_ProviderName")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections")]
    public void Ours_and_what_is_other_programs_is_left_alone(string key) => Assert.Empty(UnknownKeys.Find(With(key), Keys));

    [Theory]
    [InlineData("Lockers:MaxKeyBytes", "lots")]
    [InlineData("Lockers:GatewayPort", "99999999999")]
    [InlineData("Lockers:MaxLoadBytes", "1.5")]
    public void A_value_that_cannot_be_read_is_found(string key, string value)
    {
        var (found, error) = Assert.Single(UnknownKeys.FindUnreadable(With(key, value), Keys));

        Assert.Equal(key, found.Name);
        Assert.Contains($"'{value}'", error, StringComparison.Ordinal);
    }

    private static IConfigurationRoot With(string key, string value = "x") =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, value)]).Build();
}
