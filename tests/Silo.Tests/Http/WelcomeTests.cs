using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

/// <summary>What those find who come without knowing where things are.</summary>
public sealed class WelcomeTests(LockersNode node)
{
    private const string Browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("/")]
    [InlineData("/registry")]
    [InlineData("/registry/")]
    public async Task A_browser_gets_a_page_whose_links_lead_somewhere(string target)
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", target, null, Browser);

        Assert.Equal(200, answer.Status);
        Assert.Equal("text/html; charset=utf-8", answer.ContentType);
        Assert.Equal("Accept", answer.Headers["Vary"]);
        var links = answer.Text.Split("href=\"")[1..].Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]).ToList();
        Assert.Contains("/scalar", links);
        Assert.Contains("/dashboard", links);
        foreach (var link in links)
        {
            var linked = await RawConnection.Exchange(node.Address, "GET", link, null, Browser);
            Assert.True(linked.Status is 200 or 301 or 302 or 307 or 308, $"{link} is {linked}");
        }
    }

    [Theory]
    [InlineData("/", "Accept: */*")]
    [InlineData("/", "Accept: text/html;q=0, */*")]
    [InlineData("/registry", "Accept: application/json")]
    [InlineData("/registry", "Accept: nonsense")]
    public async Task Others_get_text_that_says_where_things_are(string target, string accept)
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", target, null, accept);

        Assert.Equal(200, answer.Status);
        Assert.Equal("text/plain; charset=utf-8", answer.ContentType);
        Assert.Contains("Lockers 0.1.0", answer.Text, StringComparison.Ordinal);
        Assert.Contains("/scalar", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("\n", answer.Text, StringComparison.Ordinal);
        Assert.All(answer.Text.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public async Task The_commands_that_are_shown_lead_to_this_node()
    {
        var shown = (await node.Client.Get("/").Done()).Text;

        Assert.Contains($"  curl {node.Address.Authority}/registry/lockers/run1/get/notes,first\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told() =>
        Assert.Equal("""{"name":"Lockers","version":"0.1.0"}""" + "\n", (await node.Client.Get("/version").Done()).Text);

    [Fact]
    public async Task A_browser_gets_the_same_answers_of_the_API_as_others()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "page", "<h1>hello</h1>");
        foreach (var target in (string[])[$"/registry/lockers/{label}/get/page", $"/registry/lockers/{label}", "/registry/lockers/labels", "/registry/lockers/nowhere", "/version"])
        {
            var plain = await RawConnection.Exchange(node.Address, "GET", target);
            var browser = await RawConnection.Exchange(node.Address, "GET", target, null, Browser);

            Assert.Equal(plain.ContentType, browser.ContentType);
            Assert.Equal(plain.Status, browser.Status);
            if (plain.Status == 200) Assert.Equal(plain.Text, browser.Text);
        }
    }

    [Theory]
    [InlineData("/registry/lokers/run1/get/a", "GET /registry/lockers/{label}/get/{path}")]
    [InlineData("/registry/lockers/run1/gett/a", "GET /registry/lockers/{label}/get/{path}")]
    [InlineData("/registry/locker/labels", "GET /registry/lockers/labels")]
    [InlineData("/peers", "GET /registry/peers")]
    [InlineData("/registry/peer/p/locker/get/a", "GET /registry/peers/{peer}/locker/get/{path}")]
    [InlineData("/versoin", "GET /version")]
    public async Task A_path_that_is_none_is_told_the_nearest(string target, string nearest) => await node.Client.Get(target).Problem(404, nearest);

    [Theory]
    [InlineData("/nothing/at/all")]
    [InlineData("/registry/x/y/z/a/b/c/d/e/f/g/h/i/j/k/l/m")]
    public async Task A_path_that_is_like_none_is_told_where_all_are(string target)
    {
        var answer = await node.Client.Get(target);

        await Task.FromResult(answer).Problem(404, "GET / ");
        Assert.DoesNotContain("nearest", answer.Text, StringComparison.Ordinal);
    }
}
