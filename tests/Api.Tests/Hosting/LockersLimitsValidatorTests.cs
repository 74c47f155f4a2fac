using Lockers.Api.Hosting;

namespace Lockers.Api.Tests.Hosting;

public class LockersLimitsValidatorTests
{
    [Fact]
    public void The_defaults_are_legal() => Assert.True(new LockersLimitsValidator().Validate(null, new LockersLimits()).Succeeded);

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var limits = new LockersLimits { MaxValueBytes = 0, MaxPathDepth = 1025, MaxKeyBytes = -1, MaxLoadBytes = long.MaxValue };

        var result = new LockersLimitsValidator().Validate(null, limits);

        var failures = result.Failures!.ToList();
        Assert.Equal(4, failures.Count);
        foreach (var key in (string[])["Lockers:MaxValueBytes is 0", "Lockers:MaxPathDepth is 1025", "Lockers:MaxKeyBytes is -1", "Lockers:MaxLoadBytes is "])
            Assert.Single(failures, failure => failure.StartsWith(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 1, 1, 1L)]
    [InlineData(64 * 1024 * 1024, 1024, 16 * 1024, 1L << 40)]
    public void The_bounds_themselves_are_legal(int value, int depth, int key, long load) => Assert.True(new LockersLimitsValidator()
        .Validate(null, new() { MaxValueBytes = value, MaxPathDepth = depth, MaxKeyBytes = key, MaxLoadBytes = load }).Succeeded);
}
