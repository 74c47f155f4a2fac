using System.ComponentModel;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>etcd with its defaults and its HTTP v2 API: what a durable store is measured against.</summary>
internal static class Etcd
{
    /// <summary>What comes before a key in the path of a put.</summary>
    public const string Keys = "/v2/keys/A/";

    /// <summary>Whether it is on the PATH (Debian: <c>apt-get install etcd-server</c>, or <c>etcd</c>).</summary>
    public static bool IsInstalled
    {
        get
        {
            try
            {
                using var probe = new ChildProcess("etcd", ["--version"]);
                return true;
            }
            catch (Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>The arguments of one that serves on a port, with its data in a folder.</summary>
    public static string[] Arguments(NodePorts ports, string folder) =>
    [
        "--data-dir", Path.Combine(folder, "etcd"), "--enable-v2=true",
        "--listen-client-urls", $"http://127.0.0.1:{ports.Rest}", "--advertise-client-urls", $"http://127.0.0.1:{ports.Rest}",
        "--listen-peer-urls", $"http://127.0.0.1:{ports.Silo}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{ports.Silo}",
        "--initial-cluster", $"default=http://127.0.0.1:{ports.Silo}",
    ];
}
