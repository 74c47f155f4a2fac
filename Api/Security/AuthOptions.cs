using System.ComponentModel;
using Lockers.Api.Configuration;

namespace Lockers.Api.Security;

/// <summary>Who may do what, from the configuration section <c>Lockers:Auth</c>. Without a key everybody may do everything.</summary>
[ConfigurationSection("Auth")]
public sealed class AuthOptions
{
    /// <summary>The keys. Several may have one name: so keys are changed for new ones.</summary>
    public IList<KeyOptions> Keys { get; set; } = [];

    /// <summary>What requests without a key may do, where there are keys: nothing (default), or read.</summary>
    [Description("what requests without a key may do where there are keys")]
    public AnonymousAccess Anonymous { get; set; }

    /// <summary>Who may get <c>/metrics</c>, where there are keys: keys that may read (default), or everybody.</summary>
    [Description("who may get /metrics where there are keys")]
    public MetricsAccess Metrics { get; set; }

    /// <summary>Whether the configuration says <see cref="Anonymous"/>: an operator who sets it expects keys.</summary>
    internal bool SaysAnonymous { get; set; }

    /// <summary>Whether there are keys.</summary>
    internal bool IsOn => Keys.Count > 0;
}

/// <summary>A key.</summary>
public sealed class KeyOptions
{
    /// <summary>What its owner is called: the user of <c>Authorization: Basic</c>. 1 to 64 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    [Description("the user of Basic; keygen makes a key with all of this")]
    public string Name { get; set; } = "";

    /// <summary>The SHA-256 of the key, <c>sha256:</c> and 64 hexadecimal digits. The key itself is nowhere.</summary>
    [Description("sha256: and the key's SHA-256")]
    public string Hash { get; set; } = "";

    /// <summary>What it may be used for: <c>peer</c>, <c>read</c>, <c>write</c>, <c>admin</c>, with <c>,</c> between them.</summary>
    [Description("peer, read, write, admin")]
    public string Roles { get; set; } = "";
}

/// <summary>What requests without a key may do.</summary>
public enum AnonymousAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Read.</summary>
    Read,
}

/// <summary>Who may get <c>/metrics</c>.</summary>
public enum MetricsAccess
{
    /// <summary>Keys that may read.</summary>
    Read,

    /// <summary>Everybody.</summary>
    Anonymous,
}
