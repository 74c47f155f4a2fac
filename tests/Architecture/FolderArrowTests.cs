using System.Reflection;
using Lockers.Architecture.Samples.High;
using Lockers.Architecture.Samples.Low;
using Lockers.Architecture.Samples.Side;
using Lockers.Tests.Shared;

namespace Lockers.Architecture;

/// <summary>Which folder of a project may use which. CONTRIBUTING.md says what is in them.</summary>
public sealed class FolderArrowTests
{
    private static readonly FolderOrder Grains = new(
        "Lockers.Grains",
        ["Tree", "Metrics"],
        ["Journal.Storage"],
        ["Journal"],
        ["State"],
        ["Cluster", "Reading", "Watching"],
        ["Results"],
        ["Results.Tables"],
        ["Activation"],
        ["Events"],
        ["Peers"],
        ["Lockers", "Registry"],
        ["Hosting"]);

    private static readonly FolderOrder Api = new(
        "Lockers.Api",
        ["Configuration"],
        ["Http"],
        ["Security", "Connections", "Current"],
        ["OpenApi", "Metrics"],
        ["Welcome", "Page", "Cluster", "Edge"],
        ["Pods", "Watching", "Results"],
        ["Events"],
        ["Lockers", "Lines"],
        ["Peers"],
        ["Dump"],
        ["Clone"],
        ["Hosting"]);

    private static readonly FolderOrder Silo = new(
        "Lockers.Silo",
        ["Metrics"],
        ["Postgres", "Sqlite"],
        ["Hosting"]);

    private static readonly FolderOrder Samples = new("Lockers.Architecture.Samples", ["Low"], ["High", "Side"]);

    private static readonly Dictionary<string, FolderOrder> Orders = new()
    {
        ["Lockers.Grains"] = Grains,
        ["Lockers.Api"] = Api,
        ["Lockers.Silo"] = Silo,
    };

    public static TheoryData<string> Projects => [.. Orders.Keys];

    public static TheoryData<Type> TypesThatUseARoof =>
    [
        typeof(Inherits), typeof(Implements), typeof(HasField), typeof(HasListField), typeof(Takes), typeof(Returns), typeof(IsMarked), typeof(HasMarkedMethod),
        typeof(MarkedByType), typeof(Makes), typeof(CallsStatic), typeof(Casts), typeof(CallsGeneric), typeof(AwaitsWithin), typeof(CallsInLambda),
        typeof(Yields),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_folder_uses_those_below_it_only(string project)
    {
        var assembly = Assembly.Load(project);

        Assert.Empty(Orders[project].Offences(Orders[project].Types(assembly)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_that_has_a_place_is_there(string project)
    {
        var types = Orders[project].Types(Assembly.Load(project)).Select(Orders[project].FolderOf).ToHashSet();

        Assert.DoesNotContain(Orders[project].Folders, folder => !types.Contains(folder));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_guide_to_contributing_says_the_order(string project) =>
        Assert.Contains($"| `{project["Lockers.".Length..]}` | `{Orders[project]}` |", File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(TypesThatUseARoof))]
    public void A_use_of_a_higher_folder_is_found_and_named(Type type)
    {
        var offence = Assert.Single(Samples.Offences(Family(type)));

        Assert.StartsWith($"Low.{type.Name} uses High.", offence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_use_of_a_folder_in_the_same_row_is_found() =>
        Assert.Equal(["Side.Neighbour uses High.Roof"], Samples.Offences(Family(typeof(Neighbour))));

    [Fact]
    public void A_use_of_a_lower_folder_or_of_the_own_one_is_none() => Assert.Empty(Samples.Offences(Family(typeof(Stands))));

    [Fact]
    public void A_type_whose_folder_has_no_place_is_found()
    {
        var order = new FolderOrder("Lockers.Architecture.Samples", ["Low"], ["High"]);

        Assert.Equal(["Side.Neighbour lies in no folder that has a place"], order.Offences(Family(typeof(Neighbour))));
    }

    [Fact]
    public void In_the_other_order_the_folders_of_the_product_offend()
    {
        var order = new FolderOrder("Lockers.Grains", [.. Grains.Folders.Reverse().Select(folder => new[] { folder })]);

        Assert.Contains("Peers.PeerInstanceGrain uses Events.EventLog", order.Offences(order.Types(Assembly.Load("Lockers.Grains"))));
    }

    // With what the compiler makes of its lambdas, iterators and async methods.
    private static IEnumerable<Type> Family(Type type) =>
        [type, .. type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).SelectMany(Family)];
}
