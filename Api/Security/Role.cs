namespace Lockers.Api.Security;

/// <summary>
/// What a key may be used for. <see cref="Write"/> includes <see cref="Read"/> and <see cref="Peer"/>, <see cref="Admin"/> includes all. Where an
/// endpoint names several, any of them is enough.
/// </summary>
[Flags]
internal enum Role
{
    /// <summary>No key is needed.</summary>
    Anonymous = 0,

    /// <summary>What gotos send, and nothing else.</summary>
    Peer = 1,

    /// <summary>Whatever changes nothing and calls nobody.</summary>
    Read = 2,

    /// <summary>Storing and removing; opening, closing, clearing and loading one locker.</summary>
    Write = 4,

    /// <summary>Whatever drops or replaces everything, calls pods, or tells them what to do; the dashboard.</summary>
    Admin = 8,
}

/// <summary>The role that an endpoint needs, in its metadata. Each endpoint has one.</summary>
/// <param name="Role">The role; any of several.</param>
internal sealed record NeededRole(Role Role)
{
    /// <summary>How the role is named to users: <c>write</c>, <c>peer or read</c>.</summary>
    public string Name { get; } = Roles.Name(Role);
}

/// <summary>Roles by their names, and which includes which.</summary>
internal static class Roles
{
    /// <summary>The roles that a key may have.</summary>
    public static IReadOnlyList<Role> All { get; } = [Role.Peer, Role.Read, Role.Write, Role.Admin];

    /// <summary>Their names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(Name));

    /// <summary>How one or several are named to users.</summary>
    public static string Name(Role role) => role == Role.Anonymous
        ? "anonymous"
        : string.Join(" or ", All.Where(one => role.HasFlag(one)).Select(one => one.ToString().ToLowerInvariant()));

    /// <summary>The role of that name, in any case; null where there is none.</summary>
    public static Role? Parse(string name)
    {
        foreach (var role in All)
            if (Name(role).Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) return role;
        return null;
    }

    /// <summary>All roles that the holder of these has.</summary>
    public static Role Closure(Role held)
    {
        if (held.HasFlag(Role.Admin)) held |= Role.Write;
        if (held.HasFlag(Role.Write)) held |= Role.Read | Role.Peer;
        return held;
    }

    /// <summary>Whether roles that <see cref="Closure"/> gave are enough for an endpoint.</summary>
    public static bool Suffice(Role held, Role needed) => needed == Role.Anonymous || (held & needed) != 0;
}
