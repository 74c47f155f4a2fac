using System.Reflection;
using Xunit;
using Xunit.v3;

namespace Lockers.Page.Browser;

/// <summary>
/// Where Chromium is missing, the tests of the class are skipped, each with one line that says what to install. Under CI (<c>CI=true</c>)
/// they fail with it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsChromiumAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (ChromiumProgram.Missing is not { } missing) return;
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1") Assert.Fail(missing);
        Assert.Skip(missing);
    }
}
