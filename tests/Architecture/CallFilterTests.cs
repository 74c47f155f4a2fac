using System.Reflection;
using Lockers.Silo.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Lockers.Architecture;

/// <summary>What a node adds to each call of a grain.</summary>
public sealed class CallFilterTests
{
    [Fact]
    public void No_filter_is_around_calls_of_grains()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var node = typeof(NodeOptions).Assembly.GetType($"{typeof(NodeOptions).Namespace}.NodeExtensions", throwOnError: true)!;
        node.GetMethod("AddLockersNode", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [builder]);

        Assert.DoesNotContain(builder.Services, service => service.ServiceType == typeof(IIncomingGrainCallFilter));
        Assert.DoesNotContain(builder.Services, service => service.ServiceType == typeof(IOutgoingGrainCallFilter));
    }
}
