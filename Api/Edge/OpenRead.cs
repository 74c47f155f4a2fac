using Lockers.Grains.Interfaces;

namespace Lockers.Api.Edge;

/// <summary>A read that was opened.</summary>
/// <param name="Label">The locker that is read.</param>
/// <param name="Reads">The grain that goes on with it.</param>
/// <param name="First">The first page.</param>
internal sealed record OpenRead(string Label, IReadCursors Reads, ReadPage First);
