using System.Security.Cryptography;
using System.Text;
using Lockers.Page.Browser;
using Lockers.Tests.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Keys;

/// <summary>A node that asks for keys: the page asks its reader, and offers what the key may do.</summary>
[NeedsChromium]
public sealed class RoleTests(Chromium chromium)
{
    private const string Reader = "lk_reader6789012345678901234567890123456789012";
    private const string Writer = "lk_writer6789012345678901234567890123456789012";

    [Fact]
    public async Task The_page_asks_for_a_key_and_a_key_that_reads_changes_nothing()
    {
        await using var node = await LockersNode.Start(
            "--Lockers:Auth:Keys:0:Name=reader", $"--Lockers:Auth:Keys:0:Hash={Hash(Reader)}", "--Lockers:Auth:Keys:0:Roles=read",
            "--Lockers:Auth:Keys:1:Name=writer", $"--Lockers:Auth:Keys:1:Hash={Hash(Writer)}", "--Lockers:Auth:Keys:1:Roles=write");
        await Store(node.Address, "k", "one");
        await chromium.Visit(new(node.Address, "/ui/#/browse/default?key=/k"), async tab =>
        {
            tab.Expects(401, 403);
            var page = tab.Page;
            await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await tab.Picture("key-asked");
            await Give(page, Reader);
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("one");
            await Expect(page.GetByText("Your key may read only").First).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Edit" })).ToBeDisabledAsync();
            await tab.Picture("read-only");
            await tab.AssertAccessible("read-only");

            await page.GetByRole(AriaRole.Button, new() { Name = "Use another key" }).ClickAsync();
            await Give(page, Writer);
            await Change(page, "three");
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("three");
        });
    }

    private static async Task Give(IPage page, string key)
    {
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task Change(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
    }

    private static async Task Store(Uri node, string key, string text)
    {
        using var client = new HttpClient { BaseAddress = node };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Writer);
        using var body = new StringContent(text);
        using var answer = await client.PostAsync(new Uri($"registry/lockers/default/store/{key}", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }

    private static string Hash(string key) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
}
