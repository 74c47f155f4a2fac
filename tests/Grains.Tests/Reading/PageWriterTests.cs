using System.Text;
using System.Text.Json;
using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Xunit;

namespace Lockers.Grains.Tests.Reading;

public class PageWriterTests
{
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte,
        Gen.Byte[0, 0x1F],
        Gen.Byte[0x80, 0xFF],
        Gen.Int[0, 2].Select(at => (byte)"\"\\/"[at])).Array[0, 200];

    [Fact]
    public void Any_bytes_become_a_json_string_that_reads_back_as_they_would_as_text() =>
        Bytes.Sample(bytes => Read(Rendered.Text(page => page.Quoted(bytes))) == Encoding.UTF8.GetString(bytes));

    // But for two controls that JSON has short forms of, which are not worth the code.
    [Fact]
    public void Any_text_becomes_what_the_json_writer_makes_of_it() => Gen.String.Select(text => text.Replace('\b', '\v').Replace('\f', '\v')).Sample(text =>
        Rendered.Text(page => page.Quoted(text)).Equals(Written(text), StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Only_what_json_wants_escaped_is_escaped() => Assert.Equal(
        "\"<a href='x'>ключ🔑\u2028\u007F/ \\\"\\\\\\n\\r\\t\\u0000\\u001f\"",
        Rendered.Text(page => page.Quoted("<a href='x'>ключ🔑\u2028\u007F/ \"\\\n\r\t\0\u001F")));

    [Fact]
    public void Pieces_of_valid_utf8_may_be_cut_anywhere() => Gen.Select(Gen.String, Gen.Int[0, 100]).Sample((text, cut) =>
    {
        text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        var utf8 = Encoding.UTF8.GetBytes(text);
        cut = Math.Min(cut, utf8.Length);
        var written = Rendered.Text(page =>
        {
            page.Raw("\""u8);
            page.Escaped(utf8.AsSpan(0, cut));
            page.Escaped(utf8.AsSpan(cut));
            page.Raw("\""u8);
        });
        return Read(written) == text;
    });

    [Fact]
    public void A_time_is_an_rfc_3339_string() => Gen.Long[0, DateTime.MaxValue.Ticks].Sample(ticks =>
        Rendered.Text(page => page.Time(ticks)) == $"\"{Rfc3339.Text(ticks)}\"");

    [Fact]
    public void A_page_takes_whatever_is_written_and_says_when_it_should_go_out()
    {
        var page = new PageWriter();
        page.Raw(new byte[PageWriter.PageBytes - 1]);
        Assert.False(page.Full);

        page.Raw(Enumerable.Repeat((byte)7, 1_000_000).ToArray());
        Assert.True(page.Full);
        Assert.Equal(PageWriter.PageBytes - 1 + 1_000_000, page.Written.Length);
        Assert.Equal(7, page.Written.Span[^1]);

        page.Items = 3;
        page.Reset();
        Assert.False(page.Full);
        Assert.Equal(0, page.Items);
        Assert.True(page.Written.IsEmpty);
    }

    private static string? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetString();
    }

    private static string Written(string text)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JsonText.Options)) json.WriteStringValue(text);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
