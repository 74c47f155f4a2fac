using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Lockers.Tests.Shared;
using Microsoft.Playwright;
using Xunit;

namespace Lockers.Page.Keys;

/// <summary>A node that asks for keys: there is one of each role that people have.</summary>
internal static class KeyedNode
{
    public const string Reader = "lk_reader6789012345678901234567890123456789012";
    public const string Writer = "lk_writer6789012345678901234567890123456789012";
    public const string Admin = "lk_admin56789012345678901234567890123456789012";

    /// <summary>Starts it.</summary>
    public static Task<LockersNode> Start() => LockersNode.Start([.. Entry(0, "reader", Reader, "read"), .. Entry(1, "writer", Writer, "write"), .. Entry(2, "admin", Admin, "admin")]);

    /// <summary>Asks the node for a change with the admin's key, which must be made.</summary>
    /// <param name="node">The node.</param>
    /// <param name="target">Below <c>/registry/</c>, already percent-encoded.</param>
    /// <param name="body">The body.</param>
    public static async Task Done(this LockersNode node, string target, string body = "")
    {
        using var client = new HttpClient { BaseAddress = node.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Admin);
        using var content = new StringContent(body);
        using var answer = await client.PostAsync(new Uri($"registry/{target}", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, $"{target}: {answer.StatusCode}");
    }

    /// <summary>Gives the page a key when it asks for one.</summary>
    public static async Task Give(this IPage page, string key)
    {
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
    }

    private static string[] Entry(int number, string name, string key, string role) =>
    [
        $"--Lockers:Auth:Keys:{number}:Name={name}", $"--Lockers:Auth:Keys:{number}:Hash=sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}",
        $"--Lockers:Auth:Keys:{number}:Roles={role}",
    ];
}
