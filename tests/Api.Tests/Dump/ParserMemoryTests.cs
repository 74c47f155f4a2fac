using System.Text;
using Lockers.Api.Dump;

namespace Lockers.Api.Tests.Dump;

/// <summary>What a parser holds, in a process that does nothing else meanwhile.</summary>
[Collection(nameof(ParserMemoryTests))]
[CollectionDefinition(nameof(ParserMemoryTests), DisableParallelization = true)]
public sealed class ParserMemoryTests
{
    // Beside what it gives on, the parser holds a piece, the text it is at, and 64 bits of each key of the objects that are open.
    [Fact]
    public void What_is_held_while_a_dump_arrives_is_bounded()
    {
        var parser = new DumpParser(new());
        var keys = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 10_000).Select(at => $$"""
            "k{{at}}":{"data":"{{new string('d', 100)}}","subKeys":{"s":{"data":"x"} } }
            """)));
        parser.Read("{\"lockers\":{\"X\":{\"dataLocker\":{\"locker\":{\"a\":{}"u8);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var times = 0; times < 40; times++)
        {
            parser.Read(Encoding.UTF8.GetBytes($$""","n{{times}}":{"subKeys":{"""));
            for (var at = 0; at < keys.Length; at += 50_000)
            {
                parser.Read(keys.AsSpan(at, Math.Min(50_000, keys.Length - at)));
                while (parser.TryTake(out _))
                {
                    // Staged elsewhere.
                }
            }

            parser.Read("}}"u8);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * 1024 * 1024);
        GC.KeepAlive(parser);
    }
}
