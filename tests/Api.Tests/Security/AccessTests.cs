using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockers.Api.Security;
using Microsoft.AspNetCore.Http;

namespace Lockers.Api.Tests.Security;

/// <summary>Every endpoint that is mapped, with a key of every role, with an unknown one and with none.</summary>
public sealed class AccessTests(FrontEndStage stage) : IClassFixture<FrontEndStage>
{
    // A front end without a node does nothing.
    private const int Allowed = StatusCodes.Status503ServiceUnavailable;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_endpoint_says_which_role_it_needs()
    {
        Assert.InRange(stage.Endpoints.Count, 100, 1000);
        Assert.DoesNotContain(stage.Endpoints, endpoint => endpoint.Needed is null);
    }

    [Fact]
    public async Task A_key_may_do_what_its_role_includes_and_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var endpoint in Guarded)
        {
            foreach (var (role, key) in stage.Keys)
            {
                var (status, answer) = await Send(endpoint, new("Bearer", key));
                var expected = Roles.Suffice(Roles.Closure(role), endpoint.Needed!.Value) ? Allowed : StatusCodes.Status403Forbidden;
                if (status != expected) wrong.Add($"{endpoint} with {role}: {status}, not {expected}");
                else if (status == 403 && endpoint.Method != "HEAD" && !Detail(answer).Contains($"role {Roles.Name(endpoint.Needed!.Value)}", StringComparison.Ordinal))
                    wrong.Add($"{endpoint} with {role}: {answer}");
                else if (answer.Contains(key, StringComparison.Ordinal)) wrong.Add($"{endpoint} shows the key");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Without_a_known_key_nothing_is_done()
    {
        var wrong = new List<string>();
        foreach (var endpoint in Guarded)
        {
            foreach (var credentials in (AuthenticationHeaderValue?[])[null, new("Bearer", Key.New()), new("Basic", "bm9uc2Vuc2U="), new("Basic", "?"), new("Digest", "x")])
            {
                var (status, answer) = await Send(endpoint, credentials);
                if (status != StatusCodes.Status401Unauthorized) wrong.Add($"{endpoint} with {credentials}: {status}: {answer}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Another_sites_page_changes_nothing_whatever_key_it_has()
    {
        var wrong = new List<string>();
        foreach (var endpoint in Guarded)
        {
            foreach (var (site, passes) in ((string, bool)[])[("cross-site", false), ("same-site", false), ("same-origin", true), ("none", true)])
            {
                var (status, _) = await Send(endpoint, new("Bearer", stage.Keys[Role.Admin]), ("Sec-Fetch-Site", site));
                var expected = passes || endpoint.ChangesNothing ? Allowed : StatusCodes.Status403Forbidden;
                if (status != expected) wrong.Add($"{endpoint} from {site}: {status}, not {expected}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://127.0.0.1:1", 403)]
    [InlineData(null, 503)]
    public async Task Where_browsers_do_not_say_the_site_the_origin_counts(string? origin, int expected)
    {
        var store = new MappedEndpoint("POST", "/registry/lockers/x/store/a", Role.Write, Acts: false);

        var (status, _) = await Send(store, new("Bearer", stage.Keys[Role.Write]), ("Origin", origin ?? stage.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)));

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task What_is_anonymous_needs_no_key_and_takes_any()
    {
        foreach (var credentials in (AuthenticationHeaderValue?[])[null, new("Bearer", Key.New()), new("Bearer", stage.Keys[Role.Peer])])
            Assert.Equal(200, (await Send(new("GET", "/health/live", null, false), credentials)).Status);
    }

    [Theory]
    [InlineData("GET", "/registry/nothing", 404)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/", 200)]
    [InlineData("OPTIONS", "/registry/lockers/labels", 204)]
    [InlineData("PATCH", "/registry/lockers/labels", 405)]
    public async Task What_there_is_not_is_said_to_anybody(string method, string target, int expected) =>
        Assert.Equal(expected, (await Send(new(method, target, null, false), null)).Status);

    [Theory]
    [InlineData("write:{0}", 503)]
    [InlineData(":{0}", 401)]
    [InlineData("read:{0}", 401)]
    [InlineData("write:{0}x", 401)]
    [InlineData("{0}", 401)]
    public async Task The_user_of_Basic_is_the_keys_name(string form, int expected)
    {
        var credentials = string.Format(null, form, stage.Keys[Role.Write]);
        foreach (var target in (string[])["/registry/lockers/x/store/a", "/registry/lockers/x/clear"])
        {
            var (status, _) = await Send(
                new("POST", target, null, false), new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))));

            Assert.Equal(expected, status);
        }
    }

    [Fact]
    public async Task A_browser_is_asked_for_a_name_and_a_key_and_a_program_is_not()
    {
        Assert.StartsWith("Basic realm=", await Challenge(), StringComparison.Ordinal);
        Assert.StartsWith("Basic realm=", await Challenge(("Authorization", "Basic bm86bm8=")), StringComparison.Ordinal);
        Assert.StartsWith("Bearer realm=", await Challenge(("Authorization", "Bearer no")), StringComparison.Ordinal);
        Assert.StartsWith("Bearer realm=", await Challenge((Credentials.ApiKey, "no")), StringComparison.Ordinal);
        Assert.StartsWith("Bearer realm=", await Challenge(("X-Requested-With", "fetch")), StringComparison.Ordinal);
    }

    private async Task<string> Challenge(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/registry/lockers/labels");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await stage.Client.SendAsync(request, Stop);
        Assert.Equal(401, (int)answer.StatusCode);
        return Assert.Single(answer.Headers.WwwAuthenticate).ToString();
    }

    private IEnumerable<MappedEndpoint> Guarded => stage.Endpoints.Where(endpoint => endpoint.Needed != Role.Anonymous);

    private static string Detail(string answer) => (string)JsonNode.Parse(answer)!["detail"]!;

    private async Task<(int Status, string Answer)> Send(
        MappedEndpoint endpoint, AuthenticationHeaderValue? credentials, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(endpoint.Method), endpoint.Target);
        request.Headers.Authorization = credentials;
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await stage.Client.SendAsync(request, Stop);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
