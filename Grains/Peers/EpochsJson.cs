using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>Renders an instance's tree with its earlier epochs.</summary>
internal static class EpochsJson
{
    /// <summary>
    /// The inside of <c>{key:LockerData}</c>, and where there are earlier epochs, behind it <c>},"epochs":{number:{key:LockerData}</c>,
    /// to be ended by the caller, which ends the keys too: it is one read of one version.
    /// </summary>
    public static IEnumerable<PageBreak> Keys(PageWriter page, TreeRoot data, TreeRoot kept, ReadOptions options)
    {
        foreach (var full in TreeJson.Keys(page, data.Walk(options.Level), options)) yield return full;
        var separator = "},\"epochs\":{";
        foreach (var (number, root) in EarlierEpochs.Of(kept))
        {
            page.Raw(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{separator}\"{number}\":{{")));
            foreach (var full in TreeJson.Keys(page, root.Walk(options.Level), options)) yield return full;
            page.Raw("}"u8);
            separator = ",";
        }
    }
}
