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
    public void The_tree_does_not_know_Orleans()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Lockers.sln"))) folder = folder.Parent;
        var sources = Directory.GetFiles(Path.Combine(folder.FullName, "Grains", "Tree"), "*.cs");
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.DoesNotContain("Orleans", File.ReadAllText(source), StringComparison.Ordinal));
    }

    private static List<string> References(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];
}
