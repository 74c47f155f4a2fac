using System.Buffers;
using System.Text;

namespace Lockers.Grains.Reading;

/// <summary>Tells whether UTF-8 text contains another text, in any case (ordinal).</summary>
internal sealed class TextMatcher : IDisposable
{
    // How many bytes of a text are looked at in one go, and so how large the buffer is.
    private const int WindowBytes = 16 * 1024;

    private readonly SearchValues<string> _needle;
    private readonly int _overlap;
    private readonly char[] _window;

    public TextMatcher(string needle)
    {
        _needle = SearchValues.Create([needle], StringComparison.OrdinalIgnoreCase);

        // A hit in any case has as many UTF-16 units as the needle, and a unit has at most three bytes.
        _overlap = needle.Length * 3;
        _window = ArrayPool<char>.Shared.Rent(Math.Max(WindowBytes, _overlap * 2));
    }

    /// <summary>Whether the text contains it.</summary>
    public bool IsIn(ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var isLast = utf8.Length <= _window.Length;
            var window = isLast ? utf8 : utf8[..Utf8Pieces.WholeCharacters(utf8[.._window.Length])];
            var chars = Encoding.UTF8.GetChars(window, _window);
            if (_window.AsSpan(0, chars).IndexOfAny(_needle) >= 0) return true;
            if (isLast) return false;
            utf8 = utf8[Utf8Pieces.CharacterAt(utf8, window.Length - _overlap)..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<char>.Shared.Return(_window);
}
