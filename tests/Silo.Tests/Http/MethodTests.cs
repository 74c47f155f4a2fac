using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class MethodTests(LockersNode node)
{
    [Theory]
    [InlineData("GET", "/registry/lockers/open/x", "POST, PUT")]
    [InlineData("GET", "/registry/lockers/x/open", "OPTIONS, POST, PUT")]
    [InlineData("GET", "/registry/lockers/x/close", "OPTIONS, POST")]
    [InlineData("GET", "/registry/lockers/x/clear", "OPTIONS, POST")]
    [InlineData("GET", "/registry/lockers/x/store/a", "DELETE, OPTIONS, POST, PUT")]
    [InlineData("GET", "/registry/lockers/x/remove/a", "OPTIONS, POST")]
    [InlineData("GET", "/registry/load", "OPTIONS, POST")]
    [InlineData("GET", "/registry/peers/add", "OPTIONS, POST")]
    [InlineData("PUT", "/registry/lockers/x/get/a", "DELETE, GET, HEAD, OPTIONS")]
    [InlineData("POST", "/registry/lockers/x/get/a", "DELETE, GET, HEAD, OPTIONS")]
    [InlineData("POST", "/registry/lockers/labels", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/registry/dump", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/registry/lockers", "GET, HEAD, OPTIONS")]
    [InlineData("PUT", "/registry/lockers/find/x", "GET, HEAD, OPTIONS")]
    [InlineData("PATCH", "/registry/peers", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/registry/peers/x/locker/store/a", "DELETE, OPTIONS, POST, PUT")]
    [InlineData("BREW", "/registry/lockers/labels", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/version", "GET, HEAD, OPTIONS")]
    public async Task A_wrong_method_is_told_the_right_ones(string method, string target, string allowed)
    {
        var answer = await node.Client.Send(method, target);
        var asked = await node.Client.Send("OPTIONS", target);

        Assert.True(answer.Status == 405, answer.ToString());
        Assert.Subset(answer.Headers["Allow"].Split(", ").ToHashSet(), allowed.Split(", ").ToHashSet());
        Assert.Equal(204, asked.Status);
        Assert.Equal(answer.Headers["Allow"], asked.Headers["Allow"]);
    }

    [Fact]
    public async Task Every_method_that_is_allowed_is_served_and_no_other()
    {
        var label = await node.Client.OpenFresh();
        foreach (var target in (string[])[
            $"/registry/lockers/{label}", $"/registry/lockers/{label}/get/a", $"/registry/lockers/{label}/store/a", $"/registry/lockers/{label}/open", "/registry/peers",
            "/registry/peers/p/1.1.1.1:1/locker/store/a", "/registry/context/c1/lockers/x/store/a", "/registry/lockers/labels", "/registry"])
        {
            var allowed = (await node.Client.Send("OPTIONS", target)).Headers["Allow"].Split(", ");
            foreach (var method in (string[])["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"])
            {
                var answer = await node.Client.Send(method, target);
                Assert.True(answer.Status != 405 == allowed.Contains(method), $"{method} {target} is {answer}, though {string.Join(", ", allowed)} are allowed");
            }
        }
    }

    [Theory]
    [InlineData("POST", "open")]
    [InlineData("POST", "ttl")]
    [InlineData("POST", "import")]
    [InlineData("PUT", "open")]
    [InlineData("PUT", "store/a")]
    [InlineData("DELETE", "store/a")]
    [InlineData("DELETE", "get/a")]
    public async Task What_changes_a_locker_is_told_that_none_can_be_labelled_find_or_search(string method, string rest)
    {
        foreach (var word in (string[])["find", "search"])
            await node.Client.Send(method, $"/registry/lockers/{word}/{rest}").Problem(400, $"'{word}' is a word of the API");
    }

    [Fact]
    public async Task OPTIONS_is_asked_of_everything() =>
        Assert.Equal(204, (await RawConnection.Exchange(node.Address, "OPTIONS", "*")).Status);

    [Theory]
    [InlineData("/registry/lockers/{0}/store/a,b")]
    [InlineData("/lockers/{0}/store/a,b")]
    [InlineData("/registry/context/c1/lockers/{0}/store/a,b")]
    public async Task PUT_stores(string form)
    {
        var target = Target(form);

        var answer = await node.Client.Send("PUT", target, "text"u8.ToArray(), "text/plain").Line();

        Assert.EndsWith("for path [a b]", answer, StringComparison.Ordinal);
        Assert.Equal("text", (await node.Client.Get(target.Replace("/store/", "/get/", StringComparison.Ordinal)).Done()).Text);
    }

    [Theory]
    [InlineData("/registry/peers/put/locker/store/a")]
    [InlineData("/registry/peers/put/1.1.1.1:1/locker/store/a")]
    public async Task PUT_reports(string target)
    {
        await node.Client.Send("PUT", target, "text"u8.ToArray(), "text/plain").Line();

        Assert.Equal("text", (await node.Client.Get(target.Replace("/store/", "/get/", StringComparison.Ordinal)).Done()).Text);
    }

    [Theory]
    [InlineData("/registry/lockers/{0}/open")]
    [InlineData("/registry/lockers/open/{0}")]
    public async Task PUT_opens(string form)
    {
        var target = Target(form);

        Assert.EndsWith("is open and active", await node.Client.Put(target).Line(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/registry/lockers/{0}", "store")]
    [InlineData("/registry/lockers/{0}", "get")]
    [InlineData("/registry/context/c1/lockers/{0}", "store")]
    [InlineData("/registry/context/c1/lockers/{0}", "get")]
    [InlineData("/registry/peers/{0}/locker", "store")]
    [InlineData("/registry/peers/{0}/1.1.1.1:1/locker", "get")]
    public async Task DELETE_of_a_path_removes_that_key_and_no_more(string form, string word)
    {
        var tree = Target(form);
        foreach (var path in (string[])["a,b", "a,c", "a"]) await node.Client.Post($"{tree}/store/{path}", "text").Done();

        await node.Client.Send("DELETE", $"{tree}/{word}/a,b").Line();
        await node.Client.Send("DELETE", $"{tree}/{word}/a").Line();

        Assert.Equal("""{"c":"text"}""", await Below(tree));
        await node.Client.Send("DELETE", $"{tree}/get/a?recursive=y").Line();
        await node.Client.Send("DELETE", $"{tree}/{word}/a").Line();
        Assert.Equal("{}", await Below(tree));
    }

    [Fact]
    public async Task DELETE_of_a_locker_closes_it()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a");

        var answer = await node.Client.Send("DELETE", $"/registry/lockers/{label}").Words();

        Assert.Equal($"Locker {label} is emptied and closed", answer);
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}"));
    }

    [Theory]
    [InlineData("/registry/lockers/default", 400)]
    [InlineData("/registry/lockers", 405)]
    [InlineData("/registry/lockers/", 400)]
    [InlineData("/registry/lockers/run1/", 400)]
    [InlineData("/registry/lockers//", 400)]
    [InlineData("/registry/lockers/all", 400)]
    [InlineData("/registry/lockers/labels", 400)]
    [InlineData("/registry/lockers/%20", 400)]
    [InlineData("/registry/lockers//store/a", 400)]
    [InlineData("/registry", 405)]
    public async Task DELETE_never_does_more_than_its_target_says(string target, int status)
    {
        var label = await node.Client.OpenFresh();

        Assert.Equal(status, (await node.Client.Send("DELETE", target)).Status);
        Assert.Equal(200, await node.Client.Status($"/registry/lockers/{label}"));
    }

    private static string Target(string form) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Calls.FreshLabel());

    // What is left below "a".
    private async Task<string> Below(string tree)
    {
        var answer = await node.Client.Get($"{tree}/get/a");
        if (answer.Status == 404) return "{}";
        var keys = answer.Json!.AsObject().FirstOrDefault().Value?["subKeys"]?.AsObject();
        return keys is null ? "{}" : $"{{{string.Join(",", keys.Select(key => $"\"{key.Key}\":{key.Value!["data"]!.ToJsonString()}"))}}}";
    }
}
