using System.Reflection;

namespace Lockers.Tests.Shared;

/// <summary>An interface of which only the calls that a test expects do something.</summary>
/// <remarks>Grain interfaces have many methods; writing them all out would hide the one that counts.</remarks>
public class Stub : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = (method, _) => throw new NotSupportedException($"{method.Name} was not expected.");

    /// <summary>A stub whose calls are answered by a function.</summary>
    public static T Of<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var stub = Create<T, Stub>();
        ((Stub)(object)stub)._answer = answer;
        return stub;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args ?? []);
}
