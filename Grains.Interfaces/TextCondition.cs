using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>What must hold of the text at a key: RFC 9110's If-Match and If-None-Match, of which either may be absent.</summary>
/// <param name="Match">The text is one of these.</param>
/// <param name="NoneMatch">The text is none of these.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.TextCondition)]
public sealed record TextCondition([property: Id(0)] TextTags? Match, [property: Id(1)] TextTags? NoneMatch)
{
    /// <summary>Whether it holds.</summary>
    /// <param name="current">Which text is there; null for none.</param>
    public bool Holds(ChangeId? current) => Match?.Has(current) is not false && NoneMatch?.Has(current) is not true;
}

/// <summary>Which texts a condition names.</summary>
/// <param name="Any">Every text: <c>*</c>.</param>
/// <param name="Ids">Else these. Tags that no text here has, weak ones too, are left out.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.TextTags)]
public sealed record TextTags([property: Id(0)] bool Any, [property: Id(1)] ImmutableArray<ChangeId> Ids)
{
    /// <summary>Whether a text is one of them; no text is none of them.</summary>
    public bool Has(ChangeId? current) => current is { } id && (Any || Ids.Contains(id));
}
