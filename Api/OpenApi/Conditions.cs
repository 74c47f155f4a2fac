using Microsoft.OpenApi;

namespace Lockers.Api.OpenApi;

/// <summary>Conditions of requests, and what is answered where they do not hold.</summary>
internal static class Conditions
{
    /// <summary>Of a change of one text.</summary>
    public static readonly DocPart OfChange =
        Header("If-Match", "Only if the text that is there has one of these ETags; `*`: only if there is one.")
        + Header("If-None-Match", "`*`: only if there is no text.")
        + Fails.With(412, "The condition does not hold; nothing was changed.");

    /// <summary>Of a read of one text.</summary>
    public static readonly DocPart OfRead =
        Header("If-None-Match", "Only if the text has none of these ETags.") + Gives.Answer(304, "The text has one of the ETags in `If-None-Match`.");

    private static DocPart Header(string name, string what) => (operation, _) => operation.Parameters!.Add(new OpenApiParameter
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = what,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    });
}
