namespace Lockers.Api.Configuration;

/// <summary>The part of the section <c>Lockers</c> that an options class is.</summary>
/// <param name="name">Its name.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ConfigurationSectionAttribute(string name) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name => name;
}
