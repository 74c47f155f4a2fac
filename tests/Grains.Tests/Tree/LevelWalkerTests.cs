using System.Globalization;
using System.Text;
using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public class LevelWalkerTests
{
    private static readonly Gen<int[]> Numbers = Gen.Int[0, 3000].Array[0, 2000];

    [Fact]
    public void Keys_come_in_order_or_backwards() =>
        Gen.Select(Numbers, Gen.Bool).Sample((numbers, backwards) =>
            Walked(new LevelWalker(Tree(numbers).Root, backwards)).SequenceEqual(Ordered(numbers, backwards)));

    [Fact]
    public void They_go_on_behind_any_key_that_is_there_or_not() =>
        Gen.Select(Numbers, Gen.Int[-1, 3001], Gen.Bool).Sample((numbers, after, backwards) =>
        {
            var walker = new LevelWalker(Tree(numbers).Root, backwards);
            walker.SkipTo(Encoding.UTF8.GetBytes(after < 0 ? "" : Key(after)));
            return Walked(walker).SequenceEqual(Ordered(numbers, backwards).Where(number => backwards ? number < after : number > after));
        });

    [Fact]
    public void A_key_is_reached_by_its_place() =>
        Gen.Select(Numbers, Gen.Int[0, 2001]).Sample((numbers, place) =>
        {
            var walker = new LevelWalker(Tree(numbers).Root, backwards: false);
            walker.Skip(place);
            return Walked(walker).SequenceEqual(Ordered(numbers, backwards: false).Skip(place));
        });

    [Fact]
    public void The_place_of_a_key_is_told_whether_it_is_there_or_not() =>
        Gen.Select(Numbers, Gen.Int[0, 3001]).Sample((numbers, key) =>
        {
            var walker = new LevelWalker(Tree(numbers).Root, backwards: false);
            var place = walker.SkipToPlace(Encoding.UTF8.GetBytes(Key(key)));
            return place == numbers.Distinct().Count(number => number < key)
                && Walked(walker).SequenceEqual(Ordered(numbers, backwards: false).Where(number => number >= key));
        });

    [Fact]
    public void What_is_below_a_key_is_not_walked()
    {
        var tree = Tree([1, 2]);
        tree.Apply(Mutation.Store(Encoding.UTF8.GetBytes($"{Key(1)},below"), [], TextFormat.Plain, 1));

        Assert.Equal([1, 2], Walked(new LevelWalker(tree.Root, backwards: false)));
    }

    private static string Key(int number) => number.ToString("D12", CultureInfo.InvariantCulture);

    private static IEnumerable<int> Ordered(int[] numbers, bool backwards)
    {
        var ordered = numbers.Distinct().Order();
        return backwards ? ordered.Reverse() : ordered;
    }

    private static LockerTree Tree(int[] numbers)
    {
        var tree = new LockerTree();
        foreach (var number in numbers) tree.Apply(Mutation.Store(Encoding.UTF8.GetBytes(Key(number)), [], TextFormat.Plain, 1));
        return tree;
    }

    private static List<int> Walked(LevelWalker walker)
    {
        var numbers = new List<int>();
        while (walker.MoveNext()) numbers.Add(int.Parse(Encoding.UTF8.GetString(walker.Node.Key), CultureInfo.InvariantCulture));
        return numbers;
    }
}
