using Lockers.Architecture.Samples.High;

namespace Lockers.Architecture.Samples.Low;

// Each of these uses the folder above in one way, and in no other.

public sealed class Inherits : Roof;

public sealed class Implements : IRoof;

public sealed class HasField
{
#pragma warning disable CS0169, IDE0051, CA1823 // A field alone is what is to be found.
    private readonly Roof? _roof;
#pragma warning restore CS0169, IDE0051, CA1823
}

public sealed class HasListField
{
#pragma warning disable CS0169, IDE0051, CA1823 // As above.
    private readonly List<Roof[]>? _roofs;
#pragma warning restore CS0169, IDE0051, CA1823
}

public abstract class Takes
{
    public abstract void Take(Roof roof);
}

public abstract class Returns
{
    public abstract Task<Roof?> Give();
}

[Roof]
public sealed class IsMarked;

public abstract class HasMarkedMethod
{
    [Roof]
    public abstract void Mark();
}

[MadeOf(typeof(Roof))]
public sealed class MarkedByType;

public static class Makes
{
    public static object Make() => new Roof();
}

public static class CallsStatic
{
    public static void Call() => Roof.Repair();
}

public static class Casts
{
    public static bool Is(object some) => some is IRoof;
}

public static class CallsGeneric
{
    public static void Call() => Ground.Read(Ground.Make<Roof>());
}

public static class AwaitsWithin
{
    public static async Task Call()
    {
        await Task.Yield();
        Roof.Repair();
    }
}

public static class CallsInLambda
{
    public static Action Call(object some) => () =>
    {
        Ground.Read(some);
        Roof.Repair();
    };
}

public static class Yields
{
    public static IEnumerable<object?> All()
    {
        yield return null;
        Roof.Repair();
    }
}
