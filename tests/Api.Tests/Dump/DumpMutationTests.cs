using System.Text;
using CsCheck;
using Lockers.Api.Configuration;
using Lockers.Api.Http;

namespace Lockers.Api.Tests.Dump;

/// <summary>Whatever is changed in a dump, it is read or it is refused.</summary>
public class DumpMutationTests
{
    [Fact]
    public void A_dump_with_anything_changed_is_read_or_refused()
    {
        var dump = Encoding.UTF8.GetBytes(SomeDump.Valid);
        var bytes = Gen.OneOf(Gen.Byte, Gen.Int[0, 11].Select(at => (byte)"{}[]\",:1\\u- "[at])).Array[0, 4];
        Gen.Select(Gen.Int[0, dump.Length - 1], Gen.Int[0, 30], bytes).Array[1, 3].Sample(changes =>
        {
            var changed = dump.ToList();
            foreach (var (at, length, inserted) in changes)
            {
                var from = Math.Min(at, changed.Count);
                changed.RemoveRange(from, Math.Min(length, changed.Count - from));
                changed.InsertRange(from, inserted);
            }

            try
            {
                Parsed.Dump([.. changed], new LockersLimits());
            }
            catch (ProblemException problem)
            {
                Assert.Equal(400, problem.Status);
            }
        }, iter: 20_000);
    }

    [Fact]
    public void A_part_of_a_dump_swapped_for_any_json_is_read_or_refused()
    {
        string[] places = ["\"X\"", "\"p\"", "true", "false", "null", "{}", "\"ns\"", "1,", SomeDump.Node, "\"j\"", "\"/x\"", "\"1.1.1.1:1\""];
        string[] others = ["null", "[]", "[null]", "[{}]", "{}", "\"\"", "1", "-1", "1e999", "true", "{\"a\":null}", "\"\\u0000\"", "99999999999,"];
        foreach (var place in places)
        {
            for (var at = SomeDump.Valid.IndexOf(place, StringComparison.Ordinal); at >= 0; at = SomeDump.Valid.IndexOf(place, at + 1, StringComparison.Ordinal))
            {
                foreach (var other in others)
                {
                    var changed = string.Concat(SomeDump.Valid.AsSpan(0, at), other, SomeDump.Valid.AsSpan(at + place.Length));
                    var thrown = Record.Exception(() => Parsed.Text(changed));
                    if (thrown is not null) Assert.IsType<ProblemException>(thrown);
                }
            }
        }
    }
}
