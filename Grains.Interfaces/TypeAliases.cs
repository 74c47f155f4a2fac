namespace Lockers.Grains.Interfaces;

/// <summary>Every name that a type of the grain contract has on the wire. A name stays when its type is renamed.</summary>
public static class TypeAliases
{
#pragma warning disable CS1591 // Each name is that of its type.
    public const string KeyPath = "lockers.KeyPath";
#pragma warning restore CS1591
}
