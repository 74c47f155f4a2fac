using System.Reflection;
using Lockers.Grains.Interfaces;

namespace Lockers.Architecture;

/// <summary>Which project may use which, read off the built assemblies.</summary>
public sealed class ArrowTests
{
    private static readonly Assembly Contract = typeof(KeyPath).Assembly;
    private static readonly Assembly Grains = Assembly.Load("Lockers.Grains");
    private static readonly Assembly Api = Assembly.Load("Lockers.Api");

    [Fact]
    public void The_contract_uses_Orleans_and_the_framework_only()
    {
        Assert.DoesNotContain(References(Contract), name => name.StartsWith("Lockers.", StringComparison.Ordinal));
        Assert.DoesNotContain(References(Contract), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain("Orleans.Runtime", References(Contract));
    }

    [Fact]
    public void Grains_use_neither_ASP_NET_nor_the_front_end_nor_the_node()
    {
        Assert.DoesNotContain(References(Grains), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Equal(["Lockers.Grains.Interfaces"], References(Grains).Where(name => name.StartsWith("Lockers.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_front_end_uses_the_contract_and_no_grains()
    {
        Assert.Equal(["Lockers.Grains.Interfaces"], References(Api).Where(name => name.StartsWith("Lockers.", StringComparison.Ordinal)));
        Assert.DoesNotContain("Orleans.Runtime", References(Api));
    }

    [Fact]
    public void The_tree_uses_itself_the_contract_and_the_framework_only()
    {
        var tree = Grains.GetTypes().Where(type => IsTree(type)).ToList();
        Assert.NotEmpty(tree);

        var others =
            from type in tree
            from used in UsedTypes.Of(type)
            where !IsTree(used) && used.Assembly != Contract && !used.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal)
            select $"{type} uses {used}";

        Assert.Empty(others);
    }

    private static bool IsTree(Type type) => type.Namespace == "Lockers.Grains.Tree";

    private static List<string> References(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];
}
