using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Lockers.Benchmarks.Http.Load;

/// <summary>A GET by a client that takes so many bytes a second, through small buffers, so that the server must wait for it.</summary>
internal static class SlowGet
{
    private const int BufferBytes = 32 * 1024;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    public static async Task<byte[]> Run(int port, string path, int bytesPerSecond)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = BufferBytes };
                await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        using var whole = new MemoryStream();
        using var timer = new PeriodicTimer(Tick);
        var buffer = new byte[BufferBytes];
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * bytesPerSecond) - whole.Length;
            for (; due > 0; due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * bytesPerSecond) - whole.Length)
            {
                var read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(due, buffer.Length)));
                if (read == 0) return whole.ToArray();
                whole.Write(buffer, 0, read);
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
