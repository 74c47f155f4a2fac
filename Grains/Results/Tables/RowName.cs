using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Results.Tables;

/// <summary>What a row sums up.</summary>
/// <param name="By">What kind of thing that is.</param>
/// <param name="Text">The target's or peer's name; of an instance <c>peer/address</c>, in which neither can hold the <c>/</c>.</param>
internal readonly record struct RowName(ResultGrouping By, string Text)
{
    private const char Separator = '/';

    /// <summary>The columns that name a row.</summary>
    public static string[] Columns(ResultGrouping by) => by switch
    {
        ResultGrouping.Peer => ["peer"],
        ResultGrouping.Instance => ["peer", "instance"],
        _ => ["target"],
    };

    /// <summary>The word for what the rows are.</summary>
    public static string Word(ResultGrouping by) => Columns(by)[^1];

    /// <summary>The name of an instance.</summary>
    public static string Of(string peer, string address) => $"{peer}{Separator}{address}";

    /// <summary>What stands in <see cref="Columns"/>.</summary>
    public string[] Cells() => By == ResultGrouping.Instance ? Text.Split(Separator, 2) : [Text];

    /// <summary>Writes <c>"name":"","peer":"","instance":""</c>, or <c>"name":"","target":""</c>, or <c>"name":"","peer":""</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("name"u8, Text);
        foreach (var (column, cell) in Columns(By).Zip(Cells())) json.WriteString(column, cell);
    }
}
