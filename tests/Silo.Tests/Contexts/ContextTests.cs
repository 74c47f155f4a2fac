using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Contexts;

public sealed class ContextTests(LockersNode node)
{
    private readonly string _context = ContextCalls.FreshContext();

    private string At => ContextCalls.At(_context);

    [Fact]
    public async Task Every_change_is_answered_in_the_words_of_goto()
    {
        Assert.Equal($"[Context: {_context}] Locker L1 is open and active", await node.Client.Post($"{At}/L1/open").Line());
        Assert.Equal(
            $"Data stored in [Context: {_context}] labeled locker L1 for path [a b]", await node.Client.Post($"{At}/L1/store/a,b", "text").Line());
        Assert.Equal($"Data removed from [Context: {_context}] labeled locker L1 for path [a b]", await node.Client.Post($"{At}/L1/remove/a,b").Line());
        Assert.Equal($"[Context: {_context}] Locker L1 is cleared", await node.Client.Post($"{At}/L1/clear").Words());
        Assert.Equal($"[Context: {_context}] Locker L1 is closed", await node.Client.Post($"{At}/L1/close").Words());
        Assert.Equal($"[Context: {_context}] Locker L2 is open and active", await node.Client.Post($"{At}/open/L2").Line());
        Assert.Equal($"[Context: {_context}] Locker L2 is closed", await node.Client.Post($"{At}/close/L2").Words());
        await node.Client.Post($"{At}/default/close").Problem(400, "Default locker cannot be closed");
    }

    [Fact]
    public async Task What_is_stored_as_JSON_comes_back_as_it_was()
    {
        const string stored = """{"kind": "tool", "n":1e2, "nested":{"a":[1, 2]}}""";
        await node.Client.Post($"{At}/L1/store/tool", stored, "application/json").Done();

        var answer = await node.Client.Get($"{At}/L1/get/tool").Done();

        Assert.Equal(stored, answer.Text);
        Assert.Equal("application/json", answer.ContentType);
    }

    [Fact]
    public async Task What_is_missing_is_an_empty_object()
    {
        await node.Client.StoreIn(_context, "L1", "a");

        foreach (var missing in (string[])[$"{At}/L1/get/b", $"{At}/L1/get/a,b", $"{At}/L1/get/b?tree=y", $"{At}/none/get/a", $"{At}/current/get/a", $"{ContextCalls.At("nocontext")}/L1/get/a"])
        {
            var answer = await node.Client.Get(missing).Done();
            Assert.Equal("{}\n", answer.Text);
            Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        }

        Assert.DoesNotContain("nocontext", (await node.Client.Json("/registry/context")).Strings());
    }

    [Fact]
    public async Task Lockers_of_contexts_are_told_apart_from_each_other_and_from_the_registrys_own()
    {
        var (label, other) = (Calls.FreshLabel(), ContextCalls.FreshContext());
        await node.Client.Store(label, "k", "own");
        await node.Client.StoreIn(_context, label, "k", "first");
        await node.Client.StoreIn(other, label, "k", "second");

        await node.Client.Post($"{ContextCalls.At(other)}/{label}/clear").Done();

        Assert.Equal("own", await node.Client.Text(label, "k"));
        Assert.Equal("first", await node.Client.TextIn(_context, label, "k"));
        Assert.Equal("{}\n", await node.Client.TextIn(other, label, "k"));
        await node.Client.Post($"/registry/lockers/{label}/close").Done();
        Assert.Equal("first", await node.Client.TextIn(_context, label, "k"));
        await node.Client.StoreIn(other, label, "k", "again");
        await node.Client.Post($"{At}/{label}/close").Done();
        Assert.Equal("again", await node.Client.TextIn(other, label, "k"));
    }

    [Fact]
    public async Task Nothing_that_reads_the_registrys_own_lockers_shows_those_of_contexts()
    {
        var run = await node.Client.OpenFresh();
        var (label, needle) = (Calls.FreshLabel(), $"needle{Calls.FreshLabel()}");
        await node.Client.Post($"{At}/{label}/open").Done();
        await node.Client.StoreIn(_context, label, needle, needle);

        Assert.Equal(run, (string?)(await node.Client.Json("/registry/lockers/current"))["label"]);
        Assert.DoesNotContain(needle, (await node.Client.Get("/registry/lockers/all").Done()).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(needle, (await node.Client.Get("/registry/lockers/all/dump").Done()).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(needle, (await node.Client.Get("/registry/lockers/data/paths").Done()).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(label, (await node.Client.Get("/registry/lockers?data=y").Done()).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(label, (await node.Client.Get("/registry/lockers/labels?detailed=y").Done()).Text, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await node.Client.Get($"/registry/lockers/find/{needle}?in=all&peers=y").Done()).Text);
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}"));
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}/get/{needle}"));

        // The text that the registry knows the locker by is no label, however it is written.
        var key = $"%2F{_context}%2F{label}";
        await node.Client.Get($"/registry/lockers/{key}/get/{needle}").Problem(400, "must not hold '/'");
        await node.Client.Post($"/registry/lockers/{key}/close").Problem(400, "must not hold '/'");
        Assert.Equal(404, (await RawConnection.Exchange(node.Address, "GET", $"/registry/lockers//{_context}/{label}/get/{needle}")).Status);
    }

    [Fact]
    public async Task Each_context_has_a_current_locker_of_its_own()
    {
        var (run, other) = (await node.Client.OpenFresh(), ContextCalls.FreshContext());
        await node.Client.Post($"{At}/current/store/a", "in default").Done();
        await node.Client.Post($"{At}/L1/open").Done();
        await node.Client.StoreIn(_context, "L2", "a", "not opened");
        await node.Client.Post($"{ContextCalls.At(other)}/L2/open").Done();

        Assert.Equal(
            $"Data stored in [Context: {_context}] labeled locker L1 for path [a]", await node.Client.Post($"{At}/CURRENT/store/a", "in L1").Line());

        Assert.Equal("in L1", await node.Client.TextIn(_context, "L1", "a"));
        Assert.Equal("in L1", await node.Client.TextIn(_context, "current", "a"));
        Assert.Equal("in default", await node.Client.TextIn(_context, "Default", "a"));
        Assert.Equal(run, (string?)(await node.Client.Json("/registry/lockers/current"))["label"]);
        Assert.Equal(["L1"], await Currents());
        await node.Client.Post($"{At}/L2/open").Done();
        Assert.Equal(["L2"], await Currents());
        await node.Client.Post($"{At}/current/close").Done();
        Assert.Equal(["default"], await Currents());
        Assert.Equal("in default", await node.Client.TextIn(_context, "current", "a"));
        await node.Client.StoreIn(_context, "L2", "a", "once more");
        Assert.Equal(["default"], await Currents());
    }

    [Fact]
    public async Task A_context_is_listed_while_it_has_a_locker()
    {
        Assert.DoesNotContain(_context, (await node.Client.Json("/registry/context")).Strings());
        foreach (var read in (string[])["", "/labels", "/all/dump", "/data/paths", "/data/keys", "/find/a", "/L1", "/L1/dump", "/L1/find/a", "/current"])
            await node.Client.Get($"{At}{read}").Problem(404);

        await node.Client.Post($"{At}/L1/open").Done();

        Assert.Contains(_context, (await node.Client.Json("/registry/context")).Strings());
        Assert.Equal(["L1"], (await node.Client.Json($"{At}/labels")).Strings());
        await node.Client.Post($"{At}/L1/close").Done();
        Assert.DoesNotContain(_context, (await node.Client.Json("/registry/context")).Strings());
        await node.Client.Get(At).Problem(404, $"There is no context '{_context}'");
    }

    [Fact]
    public async Task Closing_all_lockers_of_a_context_leaves_every_other_locker_alone()
    {
        var (label, other) = (Calls.FreshLabel(), ContextCalls.FreshContext());
        await node.Client.Store(label, "k", "own");
        await node.Client.StoreIn(other, label, "k", "other");
        foreach (var one in (string[])["a", "b", "default"]) await node.Client.StoreIn(_context, one, "k");

        Assert.Equal(
            $"[Context: {_context}] All lockers are emptied and closed (3 lockers, 3 keys, 0 peers)", await node.Client.Post($"{At}/close").Line());

        Assert.Equal("own", await node.Client.Text(label, "k"));
        Assert.Equal("other", await node.Client.TextIn(other, label, "k"));
        Assert.Equal("{}\n", await node.Client.TextIn(_context, "a", "k"));
        await node.Client.Get(At).Problem(404);
        Assert.Equal(
            $"[Context: {_context}] All lockers are emptied and closed (0 lockers, 0 keys, 0 peers)", await node.Client.Post($"{At}/clear").Line());
    }

    [Fact]
    public async Task Closing_all_lockers_of_the_registry_leaves_contexts_alone()
    {
        await node.Client.StoreIn(_context, "L1", "k", "kept");

        await node.Client.Post("/registry/lockers/close").Done();
        await node.Client.Post("/registry/lockers/clear").Done();
        await node.Client.Post("/registry/peers/clear").Done();

        Assert.Equal("kept", await node.Client.TextIn(_context, "L1", "k"));
    }

    private async Task<IEnumerable<string>> Currents() =>
        (await node.Client.Json(At)).AsObject().Where(locker => (bool)locker.Value!["current"]!).Select(locker => locker.Key);
}
