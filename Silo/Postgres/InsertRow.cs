using System.Text;
using Orleans.Storage;

namespace Lockers.Silo.Postgres;

/// <summary>A record that waits to be added.</summary>
/// <param name="key">Its grain's key.</param>
/// <param name="name">Its name.</param>
/// <param name="bytes">What it holds.</param>
/// <param name="givenUp">Whoever added it does not wait any more.</param>
internal sealed class InsertRow(string key, string name, ReadOnlyMemory<byte> bytes, CancellationToken givenUp)
{
    private static readonly OrleansDefaultHasher Hasher = new();

    private readonly TaskCompletionSource<bool> _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Key => key;

    public string Name => name;

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>What Orleans makes of the key: it takes its bytes from behind, where the least comes first in numbers.</summary>
    public int KeyHash
    {
        get
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            if (BitConverter.IsLittleEndian) Array.Reverse(bytes);
            return Hasher.Hash(bytes);
        }
    }

    /// <summary>What Orleans makes of the name.</summary>
    public int NameHash => Hasher.Hash(Encoding.UTF8.GetBytes(name));

    public bool IsGivenUp => givenUp.IsCancellationRequested;

    /// <summary>Whether it was added, or was there already.</summary>
    public Task<bool> Added => _added.Task;

    public static int ByKey(InsertRow one, InsertRow other)
    {
        var order = string.CompareOrdinal(one.Key, other.Key);
        return order != 0 ? order : string.CompareOrdinal(one.Name, other.Name);
    }

    public void Succeed(bool added) => _added.TrySetResult(added);

    public void Fail(Exception why)
    {
        _added.TrySetException(why);

        // Nobody may be waiting for it.
        _ = _added.Task.Exception;
    }
}
