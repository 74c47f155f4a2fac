using Microsoft.OpenApi;

namespace Lockers.Api.OpenApi;

/// <summary>A part of an operation's description: a query parameter, the body, an answer. It adds itself to the operation.</summary>
/// <param name="operation">The operation.</param>
/// <param name="document">The document, for references to its components.</param>
internal delegate void DocPart(OpenApiOperation operation, OpenApiDocument document);

/// <summary>What an endpoint does: metadata, set beside its route, from which the API's document is made.</summary>
/// <param name="Id">The operation's name in generated clients, unique in the document; lockers of contexts have <c>InContext</c> behind it.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Parts">What it takes and answers, beside the names in its route and what all operations may answer.</param>
internal sealed record OperationDoc(string Id, string Summary, IReadOnlyList<DocPart> Parts);

/// <summary>Says that an endpoint does what another one does, whose description names it.</summary>
/// <param name="Id">The other one's <see cref="OperationDoc.Id"/>.</param>
internal sealed record SameOperation(string Id);

/// <summary>Describes endpoints where they are mapped.</summary>
internal static class Describing
{
    /// <summary>Says what the endpoint does.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">See <see cref="OperationDoc.Id"/>.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="parts">From <see cref="Asks"/>, <see cref="Takes"/>, <see cref="Gives"/> and <see cref="Fails"/>.</param>
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, string id, string summary, params DocPart[] parts)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OperationDoc(id, summary, parts));

    /// <summary>Says that the endpoint does what another one does.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">The other one's name.</param>
    public static TBuilder SameAs<TBuilder>(this TBuilder endpoint, string id)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new SameOperation(id));

    /// <summary>Describes one of several endpoints that are mapped in a loop and do the same; the others are only named.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isDescribed">Whether it is that one.</param>
    /// <param name="id">See <see cref="OperationDoc.Id"/>.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="parts">As in <see cref="Describe{TBuilder}"/>.</param>
    public static TBuilder DescribeOrSame<TBuilder>(this TBuilder endpoint, bool isDescribed, string id, string summary, params DocPart[] parts)
        where TBuilder : IEndpointConventionBuilder => isDescribed ? endpoint.Describe(id, summary, parts) : endpoint.SameAs(id);
}
