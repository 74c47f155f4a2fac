using CsCheck;
using Xunit;

namespace Lockers.Cluster.History;

public sealed class RegisterCheckPropertyTests
{
    private static readonly Gen<Operation[]> Small =
        Gen.Select(Gen.Int[0, 9], Gen.Long[0, 11], Gen.Long[0, 7], Gen.Int[0, 3], Gen.Int[0, 9])
            .Array[1, 8].Select(rows => rows.Select((row, at) => Operation(rows.Length, at, row)).ToArray());

    private static readonly Gen<Random> Seeded = Gen.Int.Select(seed => new Random(seed));

    [Fact]
    public void It_agrees_with_trying_every_order()
    {
        var explained = 0;
        var all = 0;
        Small.Sample(
            history =>
            {
                var expected = BruteForce.Explains(history);
                Interlocked.Add(ref explained, expected ? 1 : 0);
                Interlocked.Increment(ref all);
                return expected == (RegisterCheck.Violations(history).Count == 0);
            },
            iter: 30_000);
        Assert.InRange((double)explained / all, 0.1, 0.9);
    }

    [Fact]
    public void It_agrees_with_trying_every_order_of_a_register_that_was_tampered_with()
    {
        var explained = 0;
        var all = 0;
        Gen.Select(Seeded, Gen.Int[1, 4], Gen.Int[0, 8], Gen.Int[0, 8]).Sample(
            (random, clients, which, value) =>
            {
                var history = new SimulatedRegister(random, clients).Run("k", 9).ToArray();
                var read = history[which];
                if (!read.IsWrite) history[which] = read with { Value = history[value].Value };
                var expected = BruteForce.Explains(history);
                Interlocked.Add(ref explained, expected ? 1 : 0);
                Interlocked.Increment(ref all);
                return expected == (RegisterCheck.Violations(history).Count == 0);
            },
            iter: 30_000);
        Assert.InRange((double)explained / all, 0.1, 0.9);
    }

    [Fact]
    public void Every_history_of_a_register_is_explained() => Gen.Select(Seeded, Gen.Int[1, 10], Gen.Int[1, 500]).Sample(
        (random, clients, operations) => RegisterCheck.Violations(new SimulatedRegister(random, clients).Run("k", operations)).Count == 0,
        iter: 500);

    [Fact]
    public void A_read_of_what_had_been_overwritten_is_found() => Gen.Select(Seeded, Gen.Int[1, 10]).Sample(
        (random, clients) =>
            RegisterCheck.Violations(Tampering.StaleRead(new SimulatedRegister(random, clients).Run("k", 300), random)).Count == 1,
        iter: 500);

    [Fact]
    public void A_removed_value_that_comes_back_is_found() => Gen.Select(Seeded, Gen.Int[1, 10]).Sample(
        (random, clients) =>
            RegisterCheck.Violations(Tampering.Resurrection(new SimulatedRegister(random, clients).Run("k", 300), random)).Count == 1,
        iter: 500);

    [Fact]
    public void A_lost_write_is_found_by_a_last_read() => Gen.Select(Seeded, Gen.Int[1, 10]).Sample(
        (random, clients) =>
            RegisterCheck.Violations(Tampering.LostWrite(new SimulatedRegister(random, clients, removes: false).Run("k", 300))).Count == 1,
        iter: 500);

    // A search that tried the orders of everything that overlaps would not come to an end here.
    [Theory]
    [InlineData(1, 20_000, 10)]
    [InlineData(1, 2_000, 20)]
    [InlineData(50, 400, 10)]
    public void A_long_history_is_checked_at_once_and_a_single_stale_read_in_it_found(int keys, int operations, int clients)
    {
        var random = new Random(4711);
        var histories = Enumerable.Range(0, keys).Select(key => new SimulatedRegister(random, clients).Run($"k{key}", operations)).ToList();
        Assert.Empty(RegisterCheck.Violations(histories.SelectMany(history => history)));

        histories[^1] = Tampering.StaleRead(histories[^1], random);

        Assert.Equal($"k{keys - 1}", Assert.Single(RegisterCheck.Violations(histories.SelectMany(history => history))).Read.Key);
    }

    private static Operation Operation(int count, int at, (int Kind, long Start, long Length, int Outcome, int Value) row)
    {
        var (kind, start, length, outcome, value) = row;
        var writes = kind < 4;
        var text = kind < 3 ? $"v{at}" : writes || value > count ? null : $"v{value % count}";
        return new(
            at, "k", kind < 3 ? OperationKind.Store : writes ? OperationKind.Remove : OperationKind.Get, text, start, start + length,
            outcome == 0 ? Outcome.Unknown : Outcome.Done);
    }
}
