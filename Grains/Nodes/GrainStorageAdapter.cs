using Lockers.Grains.Journal.Storage;
using Orleans.Storage;

namespace Lockers.Grains.Nodes;

/// <summary>Makes a storage of journals of an Orleans grain storage.</summary>
internal delegate IJournalStorage GrainStorageAdapter(IGrainStorage storage);
