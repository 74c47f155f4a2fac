using System.Collections.Immutable;
using System.Reflection;
using Lockers.Grains.Interfaces;

namespace Lockers.Architecture;

/// <summary>What holds for every grain and for everything that crosses a grain call.</summary>
public sealed class GrainTests
{
    private static readonly Type[] Types = [.. typeof(KeyPath).Assembly.GetTypes(), .. Assembly.Load("Lockers.Grains").GetTypes()];

    private static readonly Type[] Interfaces =
        [.. Types.Where(type => type.IsInterface && type != typeof(IAddressable) && typeof(IAddressable).IsAssignableFrom(type))];

    [Fact]
    public void Grains_are_internal_sealed_and_stay_where_they_are()
    {
        var grains = Types.Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract).ToList();
        Assert.Equal(6, grains.Count);
        Assert.All(grains, grain =>
        {
            Assert.True(grain.IsSealed && !grain.IsPublic, grain.Name);
            var attributes = grain.GetCustomAttributesData().Select(attribute => attribute.AttributeType.Name).ToList();
            Assert.Contains("KeepAliveAttribute", attributes);
            Assert.Contains("ImmovableAttribute", attributes);
        });
    }

    [Fact]
    public void Grains_that_hold_state_are_spread_evenly_and_hand_it_over()
    {
        var grains = Types.Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract && type.Name != "NodeGrain").ToList();
        Assert.Equal(5, grains.Count);
        Assert.All(grains, grain =>
        {
            Assert.Contains(grain.GetCustomAttributesData(), attribute => attribute.AttributeType.Name == "EvenPlacementAttribute");
            Assert.True(typeof(IGrainMigrationParticipant).IsAssignableFrom(grain), grain.Name);
        });
    }

    [Fact]
    public void What_crosses_a_grain_call_is_immutable()
    {
        var mutable =
            from type in Interfaces
            from method in type.GetMethods()
            from parameter in method.GetParameters().Append(method.ReturnParameter)
            where !IsImmutable(parameter)
            select $"{type.Name}.{method.Name}: {parameter.ParameterType} {parameter.Name}";
        Assert.Empty(mutable);
    }

    [Fact]
    public void Aliases_are_unique()
    {
        var names = typeof(TypeAliases).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        var used = Types
            .Select(type => type.GetCustomAttribute<AliasAttribute>()?.Alias).OfType<string>()
            .Where(alias => alias.StartsWith("lockers.", StringComparison.Ordinal)).ToList();
        Assert.Equal(names.Order(), used.Order());
        Assert.All(Interfaces, type => Assert.Distinct(type.GetMethods().Where(method => !method.IsStatic)
            .Select(method => method.GetCustomAttribute<AliasAttribute>()?.Alias ?? $"{type.Name}.{method.Name} has none")));
    }

    private static bool IsImmutable(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<ImmutableAttribute>() is not null || IsImmutable(parameter.ParameterType);

    private static bool IsImmutable(Type type)
    {
        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask)) return true;
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(Guid) || type == typeof(TimeSpan) || typeof(IAddressable).IsAssignableFrom(type)) return true;
        if (type.IsGenericType) return IsContainer(type) && type.GetGenericArguments().All(IsImmutable);
        return type.GetCustomAttribute<ImmutableAttribute>() is not null;
    }

    private static bool IsContainer(Type type) =>
        type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>)
            || open == typeof(ImmutableArray<>) || open == typeof(Nullable<>));
}
