using System.ComponentModel;
using System.Globalization;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http.Load;

/// <summary>The load generator wrk: one thread, and connections with one request at a time each.</summary>
internal sealed class Wrk : IDisposable
{
    private readonly DirectoryInfo _scripts = Directory.CreateTempSubdirectory("lockers-benchmarks-");

    /// <exception cref="InvalidOperationException">wrk is not installed.</exception>
    public Wrk()
    {
        try
        {
            using var probe = new ChildProcess("wrk", ["-v"]);
        }
        catch (Win32Exception)
        {
            Dispose();
            throw new InvalidOperationException("This needs wrk: apt-get install wrk.");
        }
    }

    /// <summary>A script that sends one kind of request to 1,000 keys in turn, k000 to k999.</summary>
    /// <param name="method">GET, or POST with 200 bytes of plain text.</param>
    /// <param name="paths">What comes before the last key; of several, in turn.</param>
    /// <returns>Where the script is.</returns>
    public string Script(string method, params IReadOnlyList<string> paths) => Script(method, "text/plain", "", "", paths);

    /// <summary>The same, with a header <c>Authorization</c>.</summary>
    public string Authorized(string method, string path, string authorization) =>
        Script(method, "text/plain", "", $"wrk.headers[\"Authorization\"] = \"{authorization}\"", [path]);

    /// <summary>A script that puts forms whose <c>value</c> has 200 bytes, as etcd's HTTP v2 API wants them.</summary>
    public string Form(string path) => Script("PUT", "application/x-www-form-urlencoded", "value=", "", [path]);

    private string Script(string method, string type, string start, string header, IReadOnlyList<string> paths)
    {
        var script = Path.Combine(_scripts.FullName, Path.GetRandomFileName() + ".lua");
        File.WriteAllText(script, $$"""
            local paths = { {{string.Join(", ", paths.Select(path => $"\"{path}\""))}} }
            local requests, at = {}, 0
            init = function()
              local body = nil
              {{header}}
              if "{{method}}" ~= "GET" then
                wrk.headers["Content-Type"] = "{{type}}"
                body = "{{start}}" .. string.rep("v", 200)
              end
              for i = 0, 999 do
                requests[i] = wrk.format("{{method}}", paths[i % #paths + 1] .. string.format("k%03d", i), nil, body)
              end
            end
            request = function()
              at = (at + 1) % 1000
              return requests[at]
            end
            """);
        return script;
    }

    /// <summary>Runs a script against a server for so many seconds.</summary>
    public static async Task<WrkResult> Run(Server server, string script, int seconds, int connections = 32)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"-d{seconds}s");
        using var wrk = new ChildProcess("wrk", ["-t1", $"-c{connections}", time, "--latency", "-s", script, server.BaseAddress]);
        await wrk.Exited();
        return WrkResult.Parse(string.Join('\n', wrk.Lines));
    }

    public void Dispose() => _scripts.Delete(recursive: true);
}
