using Orleans.Storage;

namespace Lockers.Postgres.Storage;

/// <summary>A record as it is stored: bytes, and nothing around them.</summary>
internal sealed class RecordBytes
{
    public byte[] Bytes { get; init; } = [];
}

/// <summary>Hands the bytes to the database as they are.</summary>
internal sealed class RecordBytesSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(((RecordBytes)(object)input!).Bytes);

    public T Deserialize<T>(BinaryData input) => (T)(object)new RecordBytes { Bytes = input.ToArray() };
}
