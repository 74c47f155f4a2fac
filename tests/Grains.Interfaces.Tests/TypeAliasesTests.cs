using System.Reflection;

namespace Lockers.Grains.Interfaces.Tests;

public class TypeAliasesTests
{
    private static readonly Type[] Contract = typeof(TypeAliases).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(TypeAliases).Namespace)
        .ToArray();

    private static readonly Type[] Aliased = [.. Contract.Where(type => type.IsDefined(typeof(AliasAttribute), inherit: false))];

    private static readonly string[] Aliases =
        [.. typeof(TypeAliases).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    // Of types that only silos know of each other: tests/Architecture sees them.
    private static readonly string[] OfGrains =
    [
        TypeAliases.NodeGrain, TypeAliases.NodeService, TypeAliases.TableWitness, TypeAliases.HeldGrain, TypeAliases.HandoverChunk,
        TypeAliases.HandoverTicket,
    ];

    public static TheoryData<Type> Interfaces => [.. Contract.Where(type => type.IsInterface)];

    [Fact]
    public void Every_alias_is_unique() => Assert.Distinct(Aliases);

    [Fact]
    public void Every_alias_names_exactly_one_type() =>
        Assert.Equal(Aliases.Except(OfGrains).Order(StringComparer.Ordinal), Aliased.Select(AliasOf).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_serialised_type_and_every_interface_has_an_alias()
    {
        var nameless = Contract.Where(type => type.IsInterface || type.IsDefined(typeof(GenerateSerializerAttribute), false)).Except(Aliased);

        Assert.Empty(nameless);
    }

    [Fact]
    public void An_alias_is_the_name_of_its_type() => Assert.All(Aliased, type => Assert.Equal("lockers." + type.Name, AliasOf(type)));

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void Every_method_of_an_interface_has_an_alias_of_its_own(Type contract)
    {
        var methods = contract.GetMethods().Where(method => !method.IsStatic).ToList();

        Assert.All(methods, method => Assert.NotNull(method.GetCustomAttribute<AliasAttribute>()));
        Assert.Distinct(methods.Select(AliasOf));
    }

    private static string AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()!.Alias;
}
