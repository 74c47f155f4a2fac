namespace Lockers.Api.Dump;

/// <summary>What each of the two routes that load takes, for messages to those who sent something else.</summary>
internal static class DumpRoutes
{
    /// <summary>What a route takes.</summary>
    /// <param name="label">The locker that is loaded; null where everything is.</param>
    public static string Wanted(string? label) =>
        label is null ? "what GET /registry/dump gave" : "what GET /registry/lockers/{label}/dump gave of one locker";

    /// <summary>Why an object has no such member, and which route takes an object that has.</summary>
    /// <param name="member">The member.</param>
    /// <param name="isOutermost">Whether the object is the whole dump.</param>
    /// <param name="label">As in <see cref="Wanted"/>.</param>
    public static string WhyUnknown(string member, bool isOutermost, string? label)
    {
        const string Unknown = "there is no such member here";
        if (!isOutermost) return Unknown;
        if (label is null && DumpMembers.Has(DumpShape.Locker, member))
            return $"{Unknown}; this is the dump of one locker, which POST /registry/lockers/{{label}}/load takes";
        if (label is not null && DumpMembers.Has(DumpShape.Dump, member))
            return $"{Unknown}; this is the dump of everything, which POST /registry/load takes";
        return $"{Unknown}; send {Wanted(label)}";
    }
}
