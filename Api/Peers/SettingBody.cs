using System.Text;
using System.Text.Json;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>Reads and checks what a peer is to be given. What is good here loads again from a dump.</summary>
internal static class SettingBody
{
    /// <summary>A target: a JSON object with a <c>name</c>.</summary>
    /// <exception cref="ProblemException">400, saying what is wrong.</exception>
    public static PeerSetting Target(byte[] body)
    {
        Require(body, "target");
        var (_, name) = NameMembers.Of(body);
        if (name.Length == 0) throw ProblemException.BadRequest("Invalid target spec: Name is required.");
        return Checked(SettingKind.Target, "target's name", name, body);
    }

    /// <summary>A job: a JSON object with an <c>id</c>, as goto had it to 0.8, or a <c>name</c>, as from 0.9.</summary>
    /// <exception cref="ProblemException">400, saying what is wrong.</exception>
    public static PeerSetting Job(byte[] body)
    {
        Require(body, "job");
        var (id, name) = NameMembers.Of(body);
        if (id.Length == 0 && name.Length == 0) throw ProblemException.BadRequest("Failed to read job: an id, or a name, is required.");
        return Checked(SettingKind.Job, "job's id", id.Length > 0 ? id : name, body);
    }

    /// <summary>A script or file: any bytes, but some.</summary>
    /// <exception cref="ProblemException">400, saying what is wrong.</exception>
    public static PeerSetting File(SettingKind kind, string name, byte[] body)
    {
        var what = kind == SettingKind.Script ? "job script" : "file";
        return body.Length > 0
            ? Checked(kind, $"{what}'s name", name, body)
            : throw ProblemException.BadRequest($"Invalid {what}: the body is empty.");
    }

    /// <summary>Where a peer keeps a file: below a folder, or without one where it keeps scripts.</summary>
    public static string Path(string? folder, string name) => folder is null ? name : folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    private static PeerSetting Checked(SettingKind kind, string what, string name, byte[] body)
    {
        var size = Encoding.UTF8.GetByteCount(name);
        if (size > PeerSetting.MaxNameBytes)
            throw ProblemException.BadRequest($"The {what} has {size} bytes; the limit is {PeerSetting.MaxNameBytes}.");
        if (name.Contains('\0', StringComparison.Ordinal)) throw ProblemException.BadRequest($"The {what} must not hold U+0000.");
        return new(kind, name, body);
    }

    private static void Require(byte[] body, string what)
    {
        var failed = what == "job" ? "Failed to read job" : "Failed to parse json";
        try
        {
            if (IsObject(body) is false) throw ProblemException.BadRequest($"{failed}: a {what} is a JSON object.");
            if (RawJson.WhyNot(body) is { } why) throw ProblemException.BadRequest($"{failed}: {why}.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw ProblemException.BadRequest($"{failed}: {error.Message}");
        }
    }

    private static bool IsObject(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject;
    }
}
