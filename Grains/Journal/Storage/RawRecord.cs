using Orleans.Storage;

namespace Lockers.Grains.Journal.Storage;

/// <summary>A record as a grain storage keeps it: its bytes, and nothing around them.</summary>
internal sealed class RawRecord
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; set; }
}

/// <summary>Hands a storage the bytes of records as they are. It is for that storage alone.</summary>
internal sealed class RawRecordSerializer : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(Record(input).Bytes);

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => (T)(object)new RawRecord { Bytes = input.ToMemory() };

    private static RawRecord Record<T>(T? input) =>
        input as RawRecord ?? throw new NotSupportedException($"This storage keeps records of journals, not {typeof(T)}.");
}
