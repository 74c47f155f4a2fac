using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Contexts;

public sealed class ContextDumpTests(LockersNode node)
{
    private readonly string _context = ContextCalls.FreshContext();

    private string At => ContextCalls.At(_context);

    [Fact]
    public async Task A_dump_has_contexts_and_a_load_brings_them_back_as_they_were()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "k", "own");
        await node.Client.Post($"{At}/L1/open").Done();
        await node.Client.StoreIn(_context, "L1", "a,b", "first");
        await node.Client.StoreIn(_context, label, "k", "second");
        await node.Client.Post($"{At}/unused/open").Done();
        await node.Client.Post($"{At}/L1/open").Done();
        var dump = (await node.Client.Get("/registry/dump").Done()).Text;
        await node.Client.StoreIn(_context, "L1", "a,c", "later");
        await node.Client.Post($"{At}/later/open").Done();
        await node.Client.Post($"{At}/{label}/close").Done();
        var later = ContextCalls.FreshContext();
        await node.Client.StoreIn(later, "L1", "k", "later");

        await node.Client.Post("/registry/load", dump, "application/json").Done();

        Assert.Equal(ContextCalls.ContextsOf(dump), ContextCalls.ContextsOf((await node.Client.Get("/registry/dump").Done()).Text));
        Assert.Equal("first", await node.Client.TextIn(_context, "current", "a,b"));
        Assert.Equal("second", await node.Client.TextIn(_context, label, "k"));
        Assert.Equal("{}\n", await node.Client.TextIn(_context, "L1", "a,c"));
        Assert.DoesNotContain(later, (await node.Client.Json("/registry/context")).Strings());
        Assert.Equal("own", await node.Client.Text(label, "k"));
        await node.Client.Post($"{At}/current/close").Done();
        await node.Client.StoreIn(_context, "L1", "a");
        Assert.False((bool)(await node.Client.Json($"{At}/L1"))["current"]!);
    }

    [Fact]
    public async Task A_dump_without_contexts_leaves_them_as_they_are_and_one_with_none_drops_them()
    {
        await node.Client.StoreIn(_context, "L1", "k", "kept");

        await node.Client.Post("/registry/load", """{"lockers":{}}""", "application/json").Done();
        Assert.Equal("kept", await node.Client.TextIn(_context, "L1", "k"));

        var label = Calls.FreshLabel();
        await node.Client.Store(label, "k", "own");
        await node.Client.Post("/registry/load", """{"contexts":{}}""", "application/json").Done();
        Assert.Equal("{}\n", await node.Client.TextIn(_context, "L1", "k"));
        Assert.Equal("[]\n", (await node.Client.Get("/registry/context").Done()).Text);
        Assert.Equal("own", await node.Client.Text(label, "k"));
        await node.Client.StoreIn(_context, "L1", "k", "again");
        Assert.Equal("again", await node.Client.TextIn(_context, "L1", "k"));
    }

    [Fact]
    public async Task The_dump_of_any_locker_becomes_one_of_a_context()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a,b", "copied");
        var dump = (await node.Client.Get($"/registry/lockers/{label}/dump").Done()).Text;
        await node.Client.StoreIn(_context, "copy", "gone");

        Assert.Equal($"[Context: {_context}] Locker copy is loaded (1 key, 0 peers)", await node.Client.Post($"{At}/copy/load", dump).Line());

        Assert.Equal("copied", await node.Client.TextIn(_context, "copy", "a,b"));
        Assert.Equal("{}\n", await node.Client.TextIn(_context, "copy", "gone"));
        var back = (await node.Client.Get($"{At}/copy/dump").Done()).Text;
        await node.Client.Post($"/registry/lockers/{label}-2/load", back).Done();
        Assert.Equal("copied", await node.Client.Text($"{label}-2", "a,b"));
    }

    [Theory]
    [InlineData("""{"contexts":{"c":{"L":{"peerLockers":{"p":{}},"dataLocker":{"locker":{}}}}}}""", "has no peers")]
    [InlineData("""{"contexts":{"a,b":{}}}""", "Context must not hold ','")]
    [InlineData("""{"contexts":{"a/b":{}}}""", "Context must not hold '/'")]
    [InlineData("""{"contexts":{"c":{"a/b":{}}}}""", "Label must not hold '/'")]
    [InlineData("""{"contexts":{"c":{"all":{}}}}""", "is a word of the API")]
    [InlineData("""{"contexts":{"c":{"A":{"current":true},"B":{"current":true}}}}""", "current locker already")]
    [InlineData("""{"contexts":{"c":{},"c":{}}}""", "stands there twice")]
    [InlineData("""{"contexts":[]}""", "not an object")]
    [InlineData("""{"lockers":{"/c/L":{}}}""", "must not hold '/'")]
    public async Task A_bad_dump_is_refused_and_nothing_changes(string dump, string why)
    {
        await node.Client.StoreIn(_context, "L1", "k", "kept");

        await node.Client.Post("/registry/load", dump, "application/json").Problem(400, why);

        Assert.Equal("kept", await node.Client.TextIn(_context, "L1", "k"));
    }

    [Fact]
    public async Task Peers_of_a_locker_have_no_place_in_a_context()
    {
        var dump = new JsonObject { ["peerLockers"] = new JsonObject { ["p"] = new JsonObject() } };

        await node.Client.Post($"{At}/L1/load", dump.ToJsonString(), "application/json").Problem(400, "a locker of a context has no peers");
    }

    // Two contexts may each have a current locker, beside that of the registry.
    [Fact]
    public async Task Each_context_of_a_dump_has_a_current_locker()
    {
        var other = ContextCalls.FreshContext();
        var dump = $$"""{"contexts":{"{{_context}}":{"A":{"current":true},"B":{} },"{{other}}":{"A":{},"B":{"current":true} } } }""";

        await node.Client.Post("/registry/load", dump, "application/json").Done();

        Assert.Equal("A", (string?)(await node.Client.Json($"{At}/current"))["label"]);
        Assert.Equal("B", (string?)(await node.Client.Json($"{ContextCalls.At(other)}/current"))["label"]);
    }
}
