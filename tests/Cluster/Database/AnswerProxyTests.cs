using Lockers.Cluster.Scenarios;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Database;

public sealed class AnswerProxyTests(ScenarioPostgres postgres)
{
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    [Fact]
    public async Task Answers_arrive_as_long_as_they_are_let()
    {
        await using var proxy = new AnswerProxy(await postgres.Server.NewDatabase());

        Assert.Equal("7", (await postgres.Server.Query("SELECT 3 + 4", proxy.ConnectionString)).Trim());
        Assert.Equal(0, proxy.Lost);
    }

    [Theory]
    [InlineData(nameof(AnswerFate.Swallowed), false)]
    [InlineData(nameof(AnswerFate.Held), true)]
    [InlineData(nameof(AnswerFate.Cut), false)]
    public async Task What_is_asked_is_carried_out_whatever_becomes_of_the_answer(string fate, bool arrives)
    {
        var database = await postgres.Server.NewDatabase();
        await postgres.Server.Query("CREATE TABLE asked (what text)", database);
        await using var proxy = new AnswerProxy(database);

        // Each second answer: the statement's comes after that to the setting.
        proxy.Let(Enum.Parse<AnswerFate>(fate), oneIn: 2);
        var asked = postgres.Server.Query("SET application_name TO 'asks'; INSERT INTO asked VALUES ('this') RETURNING what", proxy.ConnectionString);

        await Until.Holds(
            async () => (await postgres.Server.Query("SELECT what FROM asked", database)).Trim() == "this", Deadline,
            () => "it was carried out", TestContext.Current.CancellationToken);
        if (fate != nameof(AnswerFate.Cut)) Assert.False(asked.IsCompleted);

        proxy.LetAllArrive();
        if (arrives) Assert.Equal("this", (await asked.WaitAsync(Deadline, TestContext.Current.CancellationToken)).Trim());
        else await Assert.ThrowsAsync<InvalidOperationException>(() => asked.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        Assert.Equal(1, proxy.Lost);
        Assert.Equal("1", (await postgres.Server.Query("SELECT count(*) FROM asked", proxy.ConnectionString)).Trim());
    }
}
