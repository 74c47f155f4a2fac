using Orleans.Storage;

namespace Lockers.Postgres.Storage;

/// <summary>Orleans' storage, for records of bytes.</summary>
internal sealed class Records(IGrainStorage storage)
{
    public static GrainId NewId() => IdOf($"L:{Guid.NewGuid():N}");

    public static GrainId IdOf(string key) => GrainId.Create("record", key);

    /// <summary>A record as one knows it who wrote that version and did not read it again.</summary>
    public static GrainState<RecordBytes> Known(string version) => new() { ETag = version, RecordExists = true };

    /// <summary>Writes a new record, or replaces that version.</summary>
    /// <exception cref="InconsistentStateException">It is not new, or not that version.</exception>
    public async Task<GrainState<RecordBytes>> Write(GrainId id, string name, string? version, byte[] bytes)
    {
        var record = new GrainState<RecordBytes>(new RecordBytes { Bytes = bytes }) { ETag = version, RecordExists = version is not null };
        await storage.WriteStateAsync(name, id, record);
        return record;
    }

    public async Task<GrainState<RecordBytes>> Read(GrainId id, string name)
    {
        var record = new GrainState<RecordBytes>();
        await storage.ReadStateAsync(name, id, record);
        return record;
    }

    public async Task<byte[]> Bytes(GrainId id, string name) => (await Read(id, name)).State!.Bytes;

    public Task Clear(GrainId id, string name, GrainState<RecordBytes> record) => storage.ClearStateAsync(name, id, record);
}
