using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Page;

public sealed class PageTests(LockersNode node) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = node.Address };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_page_is_at_ui_with_a_slash_and_leads_there_without()
    {
        using var without = await Send("/ui");
        using var with = await Send("/ui/");

        Assert.Equal((302, "ui/"), ((int)without.StatusCode, without.Headers.Location?.OriginalString));
        Assert.Equal("text/html; charset=utf-8", with.Content.Headers.ContentType?.ToString());
        Assert.Contains("<title>Lockers</title>", await with.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_says_that_nothing_from_elsewhere_may_run()
    {
        foreach (var target in (string[])["/ui/", "/ui/app.js", "/ui/app.css", "/ui/icon.svg"])
        {
            using var answer = await Send(target);

            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_file_has_an_entity_tag_for_each_encoding(string? encoding)
    {
        using var first = await Send("/ui/app.js", encoding);
        var tag = first.Headers.ETag!;
        using var again = await Send("/ui/app.js", encoding, tag);
        using var other = await Send("/ui/app.js", encoding is null ? "gzip" : null, tag);

        Assert.False(tag.IsWeak);
        Assert.True(first.Headers.CacheControl?.NoCache);
        Assert.Equal(encoding is null ? [] : [encoding], first.Content.Headers.ContentEncoding);
        Assert.Contains("export", await Text(await Send("/ui/router.js", encoding)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_file_can_be_asked_for_its_head()
    {
        using var head = await Send("/ui/app.css", method: HttpMethod.Head);
        using var whole = await Send("/ui/app.css");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(whole.Headers.ETag, head.Headers.ETag);
        Assert.Equal(whole.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
    }

    [Theory]
    [InlineData("/ui/nothing.js")]
    [InlineData("/ui/../Program.cs")]
    [InlineData("/ui/%2e%2e/settings.json")]
    [InlineData("/ui/views")]
    public async Task What_is_no_file_of_the_page_is_not_found(string target)
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", target);

        Assert.Equal(404, answer.Status);
    }

    private async Task<HttpResponseMessage> Send(string target, string? encoding = null, EntityTagHeaderValue? known = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, target);
        if (encoding is not null) request.Headers.AcceptEncoding.ParseAdd(encoding);
        if (known is not null) request.Headers.IfNoneMatch.Add(known);
        return await _http.SendAsync(request, Stop);
    }

    private static async Task<string> Text(HttpResponseMessage answer)
    {
        using (answer)
        {
            await using var body = await answer.Content.ReadAsStreamAsync(Stop);
            await using var plain = answer.Content.Headers.ContentEncoding.SingleOrDefault() switch
            {
                "gzip" => new GZipStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                _ => body,
            };
            using var reader = new StreamReader(plain);
            return await reader.ReadToEndAsync(Stop);
        }
    }
}
