using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tests.Registry;

/// <summary>A front end that gives its lease up when the test says so.</summary>
internal sealed class Holder : ICurrentLockerHolder
{
    private readonly TaskCompletionSource _answer = new();

    public List<long> Revoked { get; } = [];

    public Task Revoke(long change)
    {
        Revoked.Add(change);
        return _answer.Task;
    }

    public void Acknowledge() => _answer.SetResult();

    public void Fail() => _answer.SetException(new TimeoutException());
}
