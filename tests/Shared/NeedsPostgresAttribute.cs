using System.Reflection;
using Xunit;
using Xunit.v3;

namespace Lockers.Tests.Shared;

/// <summary>
/// Where PostgreSQL is missing, the tests of the class are skipped, each with one line that says what to install. Under CI (<c>CI=true</c>)
/// they fail with it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgresAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Check();

    /// <summary>Ends the test that runs, where PostgreSQL is missing.</summary>
    public static void Check()
    {
        if (PrivatePostgres.Missing is not { } missing) return;
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1") Assert.Fail(missing);
        Assert.Skip(missing);
    }
}
