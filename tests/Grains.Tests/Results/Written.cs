using System.Text;
using Lockers.Grains.Results;
using Lockers.Grains.Tests.Reading;

namespace Lockers.Grains.Tests.Results;

/// <summary>What results look like once written, as text to compare.</summary>
internal static class Written
{
    public static string Detailed(PeerResults results) => Rendered.Text(results.Detailed);

    public static string Summary(PeerResults results) => Rendered.Text(results.Summary);

    public static string ClientDetails(PeerResults results) => Rendered.Text(results.ClientDetails);

    public static string ClientSummary(PeerResults results, bool parts = false) => Rendered.Text(page => results.ClientSummary(page, parts));

    public static string Detailed(string target, string text) => Detailed(Results((target, text)));

    public static PeerResults Results(params (string Target, string Text)[] reports)
    {
        var results = new PeerResults();
        foreach (var (target, text) in reports)
        {
            results.Add(target, Encoding.UTF8.GetBytes(text));
        }

        return results;
    }
}
