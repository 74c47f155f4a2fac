using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using Lockers.Api.Configuration;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Reads the members of a LockerData that make up its text. Each method says why it cannot be read, or null.</summary>
internal sealed class DumpTexts(LockersLimits limits)
{
    private byte[] _scratch = [];

    /// <summary>Reads one of them.</summary>
    public string? Read(ref Utf8JsonReader reader, DumpFrame node)
    {
        if (node.Member == "json")
        {
            node.Text.Format = reader.TokenType == JsonTokenType.True ? TextFormat.Json : TextFormat.Plain;
            return reader.TokenType is JsonTokenType.True or JsonTokenType.False ? null : "it is neither true nor false";
        }

        if (reader.TokenType != JsonTokenType.String) return "it is not a string";
        if (node.Member == "text")
        {
            node.Text.IsThere = true;
            return reader.ValueSpan.IsEmpty ? null : "it can only say that there is an empty text";
        }

        var text = Unescaped(ref reader);
        if (node.Member == "data") return Data(node, text.ToArray(), text.Length);
        if (text.IndexOfAnyExcept(LongText.Base64Characters) >= 0) return "it is not base64";
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var status = Base64.DecodeFromUtf8(text, decoded, out _, out var length);
        return status == OperationStatus.Done ? Bytes(node, decoded[..length], length) : "it is not base64";
    }

    /// <summary>Takes one that was too long to be read as a token.</summary>
    public string? Long(DumpFrame node, LongText text)
    {
        byte[] whole = text.Length <= limits.MaxValueBytes && node.Text.Bytes is null ? text.ToArray() : [];
        return node.Member == "data" ? Data(node, whole, text.Length) : Bytes(node, whole, text.Length);
    }

    /// <summary>Whether there is nothing but a text that is too long, when the node ends.</summary>
    public string? WhyTooLong(DumpFrame node)
    {
        if (node.Text.Bytes is not null || node.Text.TooLong == 0) return null;
        node.Member = "data";
        return TooLong(node.Text.TooLong);
    }

    private string? Data(DumpFrame node, byte[] text, long length)
    {
        if (node.Text.Bytes is not null) return null;
        if (length > limits.MaxValueBytes) node.Text.TooLong = length;
        else if (!Utf8.IsValid(text)) return "it is not UTF-8";
        else node.Text.Data = text;
        return null;
    }

    private string? Bytes(DumpFrame node, byte[] bytes, long length)
    {
        if (length > limits.MaxValueBytes) return TooLong(length);
        node.Text.Bytes = bytes;
        node.Text.Data = null;
        return null;
    }

    private string TooLong(long length) => $"the text has {length} bytes; the limit is {limits.MaxValueBytes}";

    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        if (_scratch.Length < reader.ValueSpan.Length) _scratch = new byte[reader.ValueSpan.Length];
        return _scratch.AsSpan(0, reader.CopyString(_scratch));
    }
}
