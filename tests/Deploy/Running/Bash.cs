using System.Diagnostics;
using Lockers.Tests.Shared;

namespace Lockers.Deploy.Running;

/// <summary>Runs bash in the root of the repository.</summary>
internal static class Bash
{
    public static async Task<(int ExitCode, string Output)> Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var late = new CancellationTokenSource(TestDeadlines.Start);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"bash {string.Join(' ', arguments)} did not end within {TestDeadlines.Start.TotalSeconds} s.");
        }

        return (process.ExitCode, await output + await errors);
    }
}
