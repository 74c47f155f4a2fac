namespace Lockers.Api.Http;

/// <summary>What measures requests.</summary>
internal interface IRequestMeasure
{
    /// <summary>A request begins; to be followed by <see cref="Answered"/>.</summary>
    /// <returns>When; 0 where nobody wants to know.</returns>
    long Begin();

    /// <summary>A request was answered.</summary>
    /// <param name="context">The request.</param>
    /// <param name="begun">What <see cref="Begin"/> gave.</param>
    void Answered(HttpContext context, long begun);
}
