using System.Security.Cryptography;
using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Security;

/// <summary>A node with keys that says everything it does, and a client for each of them.</summary>
public sealed class KeyNode : IAsyncLifetime
{
    private LockersNode _node = null!;

    /// <summary>The key of a role.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; } =
        new[] { "peer", "read", "write", "admin" }.ToDictionary(role => role, _ => $"lk_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))[..43].Replace('+', '-').Replace('/', '_')}");

    public LockersNode Node => _node;

    public async ValueTask InitializeAsync() => _node = await LockersNode.Start(
    [
        .. Settings(Keys), "--Lockers:Auth:Keys:4:Name=peer", $"--Lockers:Auth:Keys:4:Hash={Hash(Next)}", "--Lockers:Auth:Keys:4:Roles=peer",
        "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Microsoft=Debug", "--Logging:LogLevel:Lockers.Api.Security.KeyHandler=Debug",
    ]);

    /// <summary>A second key of the name <c>peer</c>.</summary>
    public string Next { get; } = "lk_0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE";

    /// <summary>The arguments that name keys.</summary>
    public static IEnumerable<string> Settings(IEnumerable<KeyValuePair<string, string>> keys) => keys.Index().SelectMany(one => (string[])
    [
        $"--Lockers:Auth:Keys:{one.Index}:Name={one.Item.Key}", $"--Lockers:Auth:Keys:{one.Index}:Hash={Hash(one.Item.Value)}",
        $"--Lockers:Auth:Keys:{one.Index}:Roles={one.Item.Key}",
    ]);

    /// <summary>The credentials of a name and a key, as a URL with a user sends them.</summary>
    public static string Basic(string name, string key) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{key}"))}";

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private static string Hash(string key) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}";
}
