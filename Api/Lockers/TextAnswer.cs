using System.Text.Unicode;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Answers with stored text, verbatim.</summary>
internal static class TextAnswer
{
    public static void Write(HttpContext context, in TextRead read)
    {
        var type = read.Format == TextFormat.Json ? "application/json"
            : Utf8.IsValid(read.Text) ? "text/plain; charset=utf-8"
            : "application/octet-stream";
        Answers.Bytes(context, type, read.Text);
    }
}
