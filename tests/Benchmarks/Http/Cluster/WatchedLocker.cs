using System.Diagnostics;
using System.Globalization;

namespace Lockers.Benchmarks.Http.Cluster;

/// <summary>A locker with one text, which is another after each store.</summary>
internal sealed class WatchedLocker(string label)
{
    /// <summary>How long after a failure it is asked again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private int _version;
    private string _text = "";

    public string Label => label;

    /// <summary>Whether it ever gave another text than the one that was stored last.</summary>
    public bool Lost { get; private set; }

    /// <summary>Stores the next text.</summary>
    public async Task Store(HttpClient node)
    {
        _text = (++_version).ToString(CultureInfo.InvariantCulture);
        while (!await Stores(node)) await Task.Delay(Pause);
    }

    /// <summary>Asks again and again until it gives its text and takes the next one.</summary>
    /// <param name="node">The node that is asked.</param>
    /// <param name="since">When the time begins.</param>
    public async Task<TimeSpan> Answered(HttpClient node, long since)
    {
        while (!await Gives(node)) await Task.Delay(Pause);
        await Store(node);
        return Stopwatch.GetElapsedTime(since);
    }

    private async Task<bool> Gives(HttpClient node)
    {
        using var answer = await node.GetAsync($"/registry/lockers/{label}/get/A");
        if (answer.IsSuccessStatusCode) Lost |= await answer.Content.ReadAsStringAsync() != _text;
        else if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) Lost = true;
        else return false;
        return true;
    }

    private async Task<bool> Stores(HttpClient node)
    {
        using var content = new StringContent(_text);
        using var answer = await node.PostAsync($"/registry/lockers/{label}/store/A", content);
        return answer.IsSuccessStatusCode;
    }
}
