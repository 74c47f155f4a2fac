using System.Buffers;
using Lockers.Api.Configuration;
using Lockers.Api.Http;

namespace Lockers.Api.Lines;

/// <summary>Reads the body of an import line by line, as it arrives. What is held of it at once is counted among the bodies under way.</summary>
/// <param name="limits">How large it may be, and what a line may hold.</param>
/// <param name="budget">What the bodies of all requests may take.</param>
/// <param name="peers">Whether the locker can have peers.</param>
internal sealed class ImportBody(LockersLimits limits, BodyBudget budget, bool peers)
{
    private readonly ArrayBufferWriter<byte> _begun = new();
    private readonly ImportLine _line = new(limits, peers);
    private ImportWindow _window = new();
    private BodyShare? _share;

    // Each byte of a key and of a text can take six where it is escaped.
    private readonly long _maxLine = (6L * limits.MaxValueBytes) + (limits.MaxPathDepth * ((6L * limits.MaxKeyBytes) + 3)) + (16 * 1024);

    /// <summary>The number of the line that is read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads it to its end, and has its lines stored.</summary>
    /// <returns>Why the line <see cref="Number"/> cannot be one; null where all can. Everything before it is given to the import.</returns>
    /// <exception cref="ProblemException">413: it is too large; 503: the budget is used up.</exception>
    public async Task<string?> Read(HttpRequest request, LockerImport import, CancellationToken stop)
    {
        _share = budget.Of(request);
        _share.Grow(2 * ImportWindow.MaxBytes);
        for (long arrived = 0; ;)
        {
            var read = await request.ReadPart(stop, budget.Over);
            try
            {
                arrived += read.Buffer.Length;
                if (arrived > limits.MaxLoadBytes) throw ProblemException.TooLarge($"The body has more than {limits.MaxLoadBytes} bytes, which is the limit.");
                foreach (var part in read.Buffer)
                {
                    if (await Take(part, import) is { } why) return await End(import, why);
                }
            }
            finally
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }

            if (!read.IsCompleted) continue;
            return await End(import, _begun.WrittenCount > 0 ? await Take("\n"u8.ToArray(), import) : null);
        }
    }

    private async Task<string?> End(LockerImport import, string? why)
    {
        await import.Store(_window);
        await import.Finish();
        return why;
    }

    private async ValueTask<string?> Take(ReadOnlyMemory<byte> part, LockerImport import)
    {
        while (part.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (Line(part.Span[..end], out var isBlank) is { } why) return why;
            part = part[(end + 1)..];
            if (isBlank || _window.TryAdd(_line)) continue;
            await import.Store(_window);
            _window = new();
            _window.TryAdd(_line);
        }

        if (part.IsEmpty) return null;
        if (_begun.WrittenCount + (long)part.Length > _maxLine)
        {
            Number++;
            return $"it has more than {_maxLine} bytes";
        }

        _share!.Grow((2 * ImportWindow.MaxBytes) + (3L * (_begun.WrittenCount + part.Length)));
        _begun.Write(part.Span);
        return null;
    }

    // The end of a line whose beginning may have come before.
    private string? Line(ReadOnlySpan<byte> rest, out bool isBlank)
    {
        Number++;
        if (_begun.WrittenCount == 0) return Whole(rest, out isBlank);
        _begun.Write(rest);
        var why = Whole(_begun.WrittenSpan, out isBlank);
        _begun.ResetWrittenCount();
        return why;
    }

    private string? Whole(ReadOnlySpan<byte> line, out bool isBlank)
    {
        var mark = "\uFEFF"u8;
        if (Number == 1 && line.StartsWith(mark)) line = line[mark.Length..];
        isBlank = line.IndexOfAnyExcept(" \t\r"u8) < 0;
        if (isBlank) return null;
        return line.Length > _maxLine ? $"it has more than {_maxLine} bytes" : _line.Read(line);
    }
}
