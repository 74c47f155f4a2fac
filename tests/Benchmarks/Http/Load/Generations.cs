using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lockers.Benchmarks.Http.Load;

/// <summary>Stores numbered generations of a locker's texts, each key after the one before it, on one connection.</summary>
internal sealed class Generations(int port)
{
    private const int Width = 300;
    private const int Burst = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private int _last;

    /// <summary>How many keys the locker <c>slow</c> has.</summary>
    public const int Keys = Width * Width;

    /// <summary>The number of the newest generation of which anything is stored.</summary>
    public int Last => Volatile.Read(ref _last);

    /// <summary>Stores one generation as fast as may be.</summary>
    public void StoreAll()
    {
        _last++;
        using var connection = new RawConnection(port);
        for (var key = 0; key < Keys; key++)
        {
            Post(connection, key);
            if (key % 50 == 49) connection.Exchange();
        }
    }

    /// <summary>Stores generations until it is stopped, some 2,000 texts a second; gives the milliseconds that each took.</summary>
    public async Task<List<double>> GoOn(CancellationToken stop)
    {
        using var connection = new RawConnection(port);
        using var timer = new PeriodicTimer(Pause);
        var took = new List<double>();
        for (var key = 0; !stop.IsCancellationRequested; key = (key + 1) % Keys)
        {
            if (key % Burst == 0) await timer.WaitForNextTickAsync(CancellationToken.None);
            if (key == 0) Interlocked.Increment(ref _last);
            var start = Stopwatch.GetTimestamp();
            Post(connection, key);
            connection.Exchange();
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return took;
    }

    /// <summary>The generation of every key in an answer, in the order of the keys.</summary>
    public static List<int> Parse(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        var keys = json.RootElement.GetProperty("dataLocker").GetProperty("locker").EnumerateObject();
        return
        [
            .. keys.SelectMany(key => key.Value.GetProperty("subKeys").EnumerateObject()).Select(
                key => int.Parse(key.Value.GetProperty("data").GetString().AsSpan(0, 10), CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>Whether these could stand in the locker at one moment.</summary>
    public static bool AreOneVersion(List<int> read) =>
        read[0] - read[^1] <= 1 && read.Zip(read.Skip(1)).All(pair => pair.First >= pair.Second);

    private void Post(RawConnection connection, int key) => connection.Post(
        $"/registry/lockers/slow/store/k{key / Width:D3},k{key % Width:D3}", Encoding.ASCII.GetBytes($"{_last:D10}{new string('v', 90)}"));
}
