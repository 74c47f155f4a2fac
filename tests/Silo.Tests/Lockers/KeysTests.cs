using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class KeysTests(LockersNode node)
{
    private readonly string _peer = Pods.FreshPeer();

    private NodeClient Client => node.Client;

    [Fact]
    public async Task A_level_is_listed_a_page_at_a_time()
    {
        var label = await Client.OpenFresh();
        foreach (var key in (string[])["A", "B", "B,x", "B,y", "C%2F%3F%26%2B", "D,x"]) await Client.Store(label, key, "12345");

        var first = await Client.Json($"/lockers/{label}/keys?limit=2");
        var second = await Client.Json($"/registry/lockers/current/keys?limit=2&after=B");
        var below = await Client.Json($"/registry/lockers/{label}/keys/B?after=x");

        Assert.Equal(("A B", true), (string.Join(' ', Keys(first)), (bool)first["more"]!));
        Assert.Equal((5, 0, 5, 2), ((int)first["keys"]![0]!["bytes"]!, (int)first["keys"]![0]!["subKeys"]!, (int)first["keys"]![1]!["bytes"]!, (int)first["keys"]![1]!["subKeys"]!));
        Assert.Equal(["key", "bytes", "subKeys", "firstReported", "lastReported"], first["keys"]![0].Names());
        Assert.Equal(("C/?&+ D", false), (string.Join(' ', Keys(second)), (bool)second["more"]!));
        Assert.Null(second["keys"]![1]!["bytes"]);
        Assert.Equal(("y", false), (string.Join(' ', Keys(below)), (bool)below["more"]!));
        Assert.Equal(["D"], Keys(await Client.Json($"/registry/lockers/{label}/keys?after=C%2F%3F%26%2B")));
        Assert.Equal(["A", "B", "C/?&+", "D"], Keys(await Client.Json($"/registry/lockers/{label}/keys/?after=")));
        Assert.Empty(Keys(await Client.Json($"/registry/lockers/{label}/keys/A")));
    }

    [Fact]
    public async Task Peers_their_instances_and_the_keys_of_their_trees_are_listed()
    {
        var label = await Client.OpenFresh();
        var odd = $"{_peer},+";
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t1");
        await Client.StoreAt(_peer, "1.1.1.2:1", "client,t2");
        await Client.Post($"/registry/peers/{_peer}/locker/store/own,x", "text").Done();
        await Client.StoreAt(odd.Replace("+", "%2B", StringComparison.Ordinal), "keys", "x");
        var keys = $"/registry/lockers/{label}/keys";

        Assert.Equal($$"""{"peers":[{"peer":"{{_peer}}","instances":2,"own":true},{"peer":"{{odd}}","instances":1,"own":false}],"more":false}""", (await Client.Get($"{keys}?peers=y").Done()).Text.TrimEnd());
        Assert.Equal([odd], (await Client.Json($"{keys}?peers=y&after={_peer}"))["peers"]!.AsArray().Select(peer => (string)peer!["peer"]!));
        Assert.Equal(
            """{"instances":[{"instance":"","active":true},{"instance":"1.1.1.1:1","active":true}],"more":true}""",
            (await Client.Json($"{keys}?peers=y&peer={_peer}&limit=2")).ToJsonString());
        Assert.Equal(["client"], Keys(await Client.Json($"{keys}?peer={_peer}&instance=1.1.1.1:1")));
        Assert.Equal(["t2"], Keys(await Client.Json($"{keys}/client?peer={_peer}&instance=1.1.1.2:1")));
        Assert.Equal(["own"], Keys(await Client.Json($"{keys}?peer={_peer}")));
        Assert.Equal(["x"], Keys(await Client.Json($"{keys}?peer={odd.Replace("+", "%2B", StringComparison.Ordinal)}&instance=keys")));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_what_cannot_be_is_said()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "A");
        var keys = $"/registry/lockers/{label}/keys";

        await Client.Get("/registry/lockers/nolabel/keys").Problem(404, "nolabel");
        await Client.Get("/registry/lockers/nolabel/keys?peers=y").Problem(404, "nolabel");
        await Client.Get($"{keys}/B,C").Problem(404, "B C");
        await Client.Get($"{keys}?peer=nobody").Problem(404, "nobody");
        await Client.Get($"{keys}/x?peer=nobody&instance=1:1").Problem(404, "nobody", "1:1", "x");
        await Client.Get($"{keys}?peers=y&peer=nobody").Problem(404, "nobody");
        await Client.Get($"{keys}?instance=1:1").Problem(400, "?peer=");
        await Client.Get($"{keys}?peer=a%2Fb").Problem(400, "'/'");
        await Client.Get($"{keys}/A?peers=y").Problem(400, "path");
        await Client.Get($"{keys}?skip=-1").Problem(400, "-1");
        await Client.Get($"{keys}?skip=1&after=A").Problem(400, "one of them");
        await Client.Get($"{keys}?peers=y&skip=1").Problem(400, "?after");
        foreach (var limit in (string[])["0", "10001", "-1", "all"]) await Client.Get($"{keys}?limit={limit}").Problem(400, limit, "10000");
        Assert.Empty(Keys(await Client.Json("/registry/lockers/default/keys?after=zzzz")));
    }

    [Fact]
    public async Task A_list_may_begin_at_a_place_and_says_which_it_is()
    {
        var label = await Client.OpenFresh();
        foreach (var key in (string[])["A", "B", "C"]) await Client.Store(label, $"top,{key}");

        var skipped = await Client.Json($"/registry/lockers/{label}/keys/top?skip=2");
        var from = await Client.Json($"/registry/lockers/{label}/keys/top?from=B&limit=1");

        Assert.Equal(["C"], Keys(skipped));
        Assert.Equal((2, 3), ((int)skipped["first"]!, (int)skipped["count"]!));
        Assert.Equal(["B"], Keys(from));
        Assert.Equal((1, 3), ((int)from["first"]!, (int)from["count"]!));
    }

    [Fact]
    public async Task Where_keys_and_paths_were_listed_they_still_are()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "A,B");

        Assert.Equal($$"""{"{{label}}":[["A","B"]]}""", (await Client.Json($"/registry/lockers/{label}/data/keys")).ToJsonString());
        Assert.Contains(label, (await Client.Json("/registry/lockers/data/keys")).Names());
    }

    [Fact]
    public async Task Lockers_of_contexts_have_keys_and_no_peers()
    {
        var label = Calls.FreshLabel();
        await Client.Post($"/registry/context/c/lockers/{label}/store/A,B", "text").Done();

        Assert.Equal(["B"], Keys(await Client.Json($"/registry/context/c/lockers/{label}/keys/A")));
        await Client.Get($"/registry/context/c/lockers/{label}/keys?peer=p").Problem(400, "contexts");
    }

    private static string[] Keys(JsonNode page) => [.. page["keys"]!.AsArray().Select(key => (string)key!["key"]!)];
}
