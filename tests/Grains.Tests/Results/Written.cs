using System.Buffers;
using System.Text;
using System.Text.Json;
using Lockers.Grains.Results;

namespace Lockers.Grains.Tests.Results;

/// <summary>What results look like once written, as text to compare.</summary>
internal static class Written
{
    public static string Detailed(PeerResults results) => Json(results.WriteDetailed);

    public static string Summary(PeerResults results) => Json(results.WriteSummary);

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

    public static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
