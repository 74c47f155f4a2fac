using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Dump;

/// <summary>Dumps, and comparing them.</summary>
internal static class Dumps
{
    /// <summary>Everything that a node holds.</summary>
    public static async Task<byte[]> Of(LockersNode node) => (await node.Client.Get("/registry/dump").Done()).Body;

    /// <summary>A dump with all pods offline: those that a load brought are, until they are heard of.</summary>
    public static byte[] Offline(byte[] dump) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(dump).Replace("\"offline\":false", "\"offline\":true", StringComparison.Ordinal));

    /// <summary>Fails where two dumps differ, and shows the place.</summary>
    public static void Same(byte[] expected, byte[] actual, string when)
    {
        var at = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(
            at == expected.Length && at == actual.Length,
            $"{when}: they differ at {at}:\nexpected …{Around(expected, at)}…\ngot      …{Around(actual, at)}…");
    }

    private static string Around(byte[] dump, int at)
    {
        var start = Math.Max(0, at - 200);
        return Encoding.UTF8.GetString(dump, start, Math.Min(dump.Length - start, 300));
    }
}
