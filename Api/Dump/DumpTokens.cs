using System.Text.Json;

namespace Lockers.Api.Dump;

/// <summary>How the next value of a dump is read.</summary>
internal enum DumpValue
{
    /// <summary>Token by token.</summary>
    Tokens,

    /// <summary>Whole, as it came.</summary>
    Raw,

    /// <summary>A string of any length.</summary>
    Text,

    /// <summary>As <see cref="Text"/>, of bytes in base64.</summary>
    Base64,
}

/// <summary>What <see cref="DumpTokens"/> gives its tokens to.</summary>
internal interface IDumpHandler
{
    /// <summary>How the next value is read.</summary>
    DumpValue Next { get; }

    /// <summary>The most bytes of the next value that are of use, where it is a string of any length.</summary>
    int Limit { get; }

    /// <summary>A token.</summary>
    void Token(ref Utf8JsonReader reader);

    /// <summary>A value, as it came.</summary>
    void Raw(ReadOnlySpan<byte> json);

    /// <summary>A string that was too long to be read as a token.</summary>
    void Long(LongText text);
}

/// <summary>
/// Makes JSON tokens of a dump as it arrives. It holds what makes up one token, or one value that is kept as it came, and no
/// more: the strings that can be long are read as they arrive.
/// </summary>
/// <param name="handler">What the tokens go to.</param>
/// <param name="maxDepth">How deep the dump may be.</param>
/// <param name="tokenBytes">The most bytes of a token.</param>
/// <param name="rawBytes">The most bytes of a value that is kept as it came.</param>
internal sealed class DumpTokens(IDumpHandler handler, int maxDepth, int tokenBytes, int rawBytes)
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    private readonly DumpBuffer _buffer = new(tokenBytes);
    private readonly LongText _long = new();
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = maxDepth });
    private bool _begun;
    private bool _isLong;

    // Before there is so much there is no use in trying again.
    private int _enough;

    /// <summary>Reads what has arrived.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_buffer.Fill(bytes)..];
            if (_buffer.Length >= _enough || _buffer.IsFull) Parse(isFinal: false);
        }
    }

    /// <summary>Reads the rest: nothing more arrives.</summary>
    /// <exception cref="JsonException">It is not JSON, or not all of it.</exception>
    public void End() => Parse(isFinal: true);

    private void Parse(bool isFinal)
    {
        if (!_begun && !Begin(isFinal)) return;
        while (!_isLong || EndLong(isFinal))
        {
            var before = _buffer.Length;
            Tokens(isFinal);
            if (isFinal) return;
            _enough = _buffer.Length == before ? before * 2 : 0;
            if (!_buffer.IsFull || !MakeRoom()) return;
        }
    }

    // A mark of the byte order may stand in front.
    private bool Begin(bool isFinal)
    {
        var start = _buffer.Unread[..Math.Min(Mark.Length, _buffer.Length)];
        var isMark = Mark.AsSpan().StartsWith(start);
        if (isMark && start.Length < Mark.Length && !isFinal) return false;
        if (isMark && start.Length == Mark.Length) _buffer.Consume(Mark.Length);
        return _begun = true;
    }

    private void Tokens(bool isFinal)
    {
        var unread = _buffer.Unread;
        var reader = new Utf8JsonReader(unread, isFinal, _state);
        while (true)
        {
            var before = reader;
            if (!reader.Read()) break;
            if (handler.Next != DumpValue.Raw || reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                handler.Token(ref reader);
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            if (!reader.TrySkip())
            {
                reader = before;
                break;
            }

            handler.Raw(unread[start..(int)reader.BytesConsumed]);
        }

        _state = reader.CurrentState;
        _buffer.Consume((int)reader.BytesConsumed);
    }

    // What fills the buffer is a token, or a value, that is larger; or room was wasted on white space.
    private bool MakeRoom()
    {
        var blank = _buffer.Unread.IndexOfAnyExcept(" \t\r\n"u8);
        if (blank != 0)
        {
            _buffer.Consume(blank < 0 ? _buffer.Length : blank);
            return true;
        }

        if (handler.Next is DumpValue.Text or DumpValue.Base64 && _buffer.Unread[0] == '"')
        {
            _buffer.Consume(1);
            _long.Begin(handler.Next == DumpValue.Base64, handler.Limit);
            return _isLong = true;
        }

        var limit = handler.Next == DumpValue.Raw ? rawBytes : tokenBytes;
        if (_buffer.Length >= limit) throw new JsonException($"it has more than {limit} bytes");
        _buffer.Grow();
        return false;
    }

    private bool EndLong(bool isFinal)
    {
        var rest = _buffer.Unread;
        var isWhole = _long.Read(ref rest);
        _buffer.Consume(_buffer.Length - rest.Length);
        if (!isWhole && isFinal) throw new JsonException("it breaks off");
        if (!isWhole) return false;

        // To the reader it was a short one.
        var reader = new Utf8JsonReader("\"\""u8, isFinalBlock: false, _state);
        reader.Read();
        _state = reader.CurrentState;
        _isLong = false;
        handler.Long(_long);
        return true;
    }
}
