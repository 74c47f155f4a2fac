using System.Buffers;
using System.Text;
using CsCheck;
using Lockers.Grains.Results;
using Xunit;

namespace Lockers.Grains.Tests.Results;

public class ResultsEncoderTests
{
    [Fact]
    public void What_is_encoded_is_decoded_the_same() =>
        Reports.Many.Sample(reports =>
        {
            var decoded = new PeerResults();
            var bytes = Encoded(reports);
            return decoded.Add(bytes) == bytes.Length && All(decoded) == All(Written.Results(reports));
        });

    [Fact]
    public void Of_targets_that_are_cut_off_anywhere_the_whole_ones_are_decoded() =>
        Gen.Select(Reports.Many, Gen.Double[0, 1]).Sample((reports, part) =>
        {
            var decoded = new PeerResults();
            var bytes = Encoded(reports);
            var cut = (int)(bytes.Length * part);
            var read = decoded.Add(bytes.AsSpan(0, cut));
            return read <= cut && decoded.Add(bytes.AsSpan(read)) == bytes.Length - read
                && All(decoded) == All(Written.Results(reports));
        });

    [Fact]
    public void The_largest_numbers_and_times_to_the_nanosecond_are_kept()
    {
        const string Report =
            """{"invocationCounts":9223372036854775807,"firstResponse":"2026-11-23T21:45:55.271183071Z","lastResponse":"9999-12-31T23:59:59.999999999Z"}""";
        var decoded = new PeerResults();

        decoded.Add(Encoded([("ü", Report)]));

        Assert.Equal(Written.Detailed("ü", Report), Written.Detailed(decoded));
    }

    private static byte[] Encoded((string Target, string Text)[] reports)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var (target, text) in reports)
            ResultsEncoder.Write(bytes, target, TargetResultsReader.Read(Encoding.UTF8.GetBytes(text)));
        return bytes.WrittenSpan.ToArray();
    }

    private static string All(PeerResults results) => Written.Detailed(results) + Written.ClientDetails(results);
}
