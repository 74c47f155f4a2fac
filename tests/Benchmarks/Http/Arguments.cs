using System.Globalization;

namespace Lockers.Benchmarks.Http;

/// <summary>A command's arguments: numbers, by position.</summary>
internal static class Arguments
{
    /// <summary>The argument at a position, or what it is without one.</summary>
    public static int Number(this string[] args, int at, int otherwise) =>
        at < args.Length ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
}
