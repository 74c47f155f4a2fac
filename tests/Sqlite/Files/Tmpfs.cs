using System.Diagnostics;
using Xunit;

namespace Lockers.Sqlite.Files;

/// <summary>A small disk in memory, which can be full or read-only. Mounting one takes root on Linux.</summary>
internal sealed class Tmpfs : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"lockers-disk-{Guid.NewGuid():N}");

    private Tmpfs(int megabytes)
    {
        Directory.CreateDirectory(_path);
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _path);
    }

    /// <summary>Mounts one. Where that is not allowed the test is skipped, and under CI (<c>CI=true</c>) it fails.</summary>
    public static Tmpfs Mount(int megabytes)
    {
        const string Missing = "A small disk is mounted, which takes root on Linux.";
        if (OperatingSystem.IsLinux() && Environment.UserName == "root") return new(megabytes);
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1") Assert.Fail(Missing);
        Assert.Skip(Missing);
        throw new InvalidOperationException(Missing);
    }

    public string In(string name) => Path.Combine(_path, name);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", _path);

    /// <summary>Fills what is left.</summary>
    /// <returns>The file to delete.</returns>
    public string Fill()
    {
        var path = In("filler");
        using var file = File.Create(path, 1);
        var block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            return path;
        }
    }

    public void Dispose()
    {
        Run("umount", "--lazy", _path);
        Directory.Delete(_path);
    }

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {said}");
    }
}
