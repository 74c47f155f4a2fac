namespace Lockers.Architecture.Samples.Low;

/// <summary>What everything may use.</summary>
public class Ground
{
    public static T Make<T>()
        where T : new() => new();

    public static void Read(object? some) => GC.KeepAlive(some);
}

[AttributeUsage(AttributeTargets.All)]
public sealed class MadeOfAttribute(Type type) : Attribute
{
    public Type Type => type;
}
