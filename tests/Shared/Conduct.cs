using System.Text.Json.Nodes;

namespace Lockers.Tests.Shared;

/// <summary>What holds for every answer of a node (API.md, "Rules for every endpoint").</summary>
public static class Conduct
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>Throws, saying what was asked and answered, where an answer breaks a rule.</summary>
    public static void Check(string request, Answer answer)
    {
        var hasBody = !request.StartsWith("HEAD ", StringComparison.Ordinal);
        if (Fault(answer, hasBody) is { } fault) throw new InvalidDataException($"{Short(request)}: {fault}: {answer}");
    }

    private static string? Fault(Answer answer, bool hasBody)
    {
        if (answer.Status is not (200 or 204 or 304 or (>= 400 and < 500) or 502)) return "neither done nor the client's fault, nor that of another registry";
        if (answer.Headers.GetValueOrDefault("X-Content-Type-Options") != "nosniff") return "no nosniff";
        if (answer.ContentType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true) return "HTML";
        if (answer.Status == 405 && !answer.Headers.ContainsKey("Allow")) return "405 without Allow";
        if (!hasBody) return null;
        if (answer.Status is 204 or 304) return answer.Body is [] ? null : "a body where there is none";
        if (answer.ContentType == Json) _ = answer.Json;
        if (answer.Status != 200 && answer.Body is not [.., (byte)'\n']) return "a problem without a newline at its end";
        return answer.Status == 200 ? null : ProblemFault(answer);
    }

    private static string? ProblemFault(Answer answer)
    {
        // What each pod did, where some peer's only one failed.
        if (answer is { Status: 424, ContentType: Json }) return null;
        if (answer.ContentType?.StartsWith("application/problem+json", StringComparison.Ordinal) != true) return "not a problem";
        var problem = answer.Json as JsonObject;
        foreach (var member in (string[])["title", "detail", "traceId"])
        {
            if (string.IsNullOrEmpty((string?)problem?[member])) return $"a problem without {member}";
        }

        return (int?)problem!["status"] == answer.Status ? null : "a problem with another status";
    }

    private static string Short(string request) => request.Length <= 300 ? request : request[..300] + "…";
}
