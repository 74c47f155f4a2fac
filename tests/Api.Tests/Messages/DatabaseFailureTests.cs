using System.Data.Common;
using Lockers.Api.Hosting;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace Lockers.Api.Tests.Messages;

public sealed class DatabaseFailureTests
{
    [Fact]
    public void What_a_node_is_told_by_the_database_reaches_the_one_that_asked_it()
    {
        var services = new ServiceCollection().AddSerializer().AddClusteringOptions<FrontEndOptions, FrontEndOptionsValidator>();
        using var provider = services.BuildServiceProvider();
        var serializer = provider.GetRequiredService<Serializer<Exception>>();
        var failure = new PostgresException("terminating connection due to administrator command", "FATAL", "FATAL", "57P01");

        var received = serializer.Deserialize(serializer.SerializeToArray(failure));

        Assert.IsType<DbException>(received, exactMatch: false);
        Assert.True(CallFailures.IsForNow(received));
        Assert.Contains("terminating connection", received.Message, StringComparison.Ordinal);
    }
}
