using System.Globalization;
using System.Text;
using Lockers.Api.Edge;
using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lines;

/// <summary>Lines of JSON, stored as they come: see <see cref="ImportLine"/>.</summary>
internal sealed partial class ImportEndpoint(LockerEdge edge, BodyBudget budget, RegistryEvents events, ILogger<ImportEndpoint> log)
{
    /// <summary>Maps <c>lockers/{label}/import</c>, of the registry's own lockers or of contexts'.</summary>
    public RouteGroupBuilder Map(RouteGroupBuilder lockers)
    {
        lockers.For(Role.Write).MapPost("/{label}/import", Import)
            .Describe("import", "Stores lines of JSON as `export` gives them, in batches, as they come.", Takes.Lines,
                Gives.Answer(200, "How many lines are stored.", ("application/json", null, "{\"stored\":2}")),
                Fails.With(409, "The locker was closed meanwhile; those before are not stored any more."));
        return lockers;
    }

    /// <summary>
    /// <c>POST lockers/{label}/import</c> answers <c>{"stored":n}</c> when all of it is committed. What stops in the middle says how many lines are stored for
    /// sure: <c>stored</c> in the problem; and where it is a line, which: <c>line</c>. Those before a bad line are stored, and none behind it.
    /// </summary>
    private async Task Import(HttpContext context)
    {
        var name = LockerEdge.Locker(context);
        await edge.Names.Resolve(name);
        var import = new LockerImport(context, edge, name);
        var body = new ImportBody(edge.Limits, budget, peers: !name.IsOfContext);
        try
        {
            if (await body.Read(context.Request, import, context.RequestAborted) is { } why)
                throw ProblemException.BadRequest($"Line {body.Number} cannot be imported: {why}. Stored before it: {Removals.Count(import.Stored, "line")}.")
                    .With(("stored", import.Stored), ("line", body.Number));
        }
        catch (ProblemException problem) when (problem.Members.IsEmpty)
        {
            await import.Leave();
            throw new ProblemException(problem.Status, problem.Title, $"{problem.Message} Stored before it: {Removals.Count(import.Stored, "line")}.", problem.InnerException)
                .With(("stored", import.Stored));
        }
        catch (BadHttpRequestException bad)
        {
            await import.Leave();
            throw new ProblemException(bad.StatusCode, "Bad request", $"{bad.Message} Stored before it: {Removals.Count(import.Stored, "line")}.")
                .With(("stored", import.Stored));
        }
        catch (Exception error) when (CallFailures.IsForNow(error))
        {
            await import.Leave();
            throw ProblemException.Unavailable($"{error.Message} Stored for sure: {Removals.Count(import.Stored, "line")}; importing all of it again does no harm.", error)
                .With(("stored", import.Stored));
        }
        finally
        {
            await import.Leave();
        }

        var asker = Asker.Of(context);
        LogImported(name, import.Stored, asker);
        events.Note("Registry: Locker Imported", name.ToString(), name.ToString());
        await Answers.JsonText(context, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"stored\":{import.Stored}}}")));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Lines were imported into locker {Name}, asked by {Asker}: {Stored}")]
    private partial void LogImported(LockerName name, long stored, string asker);
}
