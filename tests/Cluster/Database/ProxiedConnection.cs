using System.Net.Sockets;

namespace Lockers.Cluster.Database;

/// <summary>One client's connection to a PostgreSQL server, and what becomes of the answers on it.</summary>
internal sealed class ProxiedConnection(TcpClient client) : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    // ReadyForQuery outside of a transaction: the last message of every answer, the first of them too.
    private static readonly byte[] Ready = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    private readonly TcpClient _server = new() { NoDelay = true };

    /// <summary>Runs until one of both ends it, or an answer's fate does.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="fate">Says what becomes of an answer, and when that is over.</param>
    public async Task Run(string host, int port, Func<bool, (AnswerFate Fate, Task Over)> fate)
    {
        client.NoDelay = true;
        await _server.ConnectAsync(host, port);
        using var clientGone = new CancellationTokenSource();
        var questions = Questions(clientGone);
        try
        {
            await Answers(fate, clientGone.Token);
        }
        finally
        {
            client.Dispose();
            await questions.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task Questions(CancellationTokenSource clientGone)
    {
        try
        {
            await client.GetStream().CopyToAsync(_server.GetStream(), CancellationToken.None);
        }
        finally
        {
            // The server carries out what it was sent before it learns that nobody is there any more.
            if (_server.Connected) _server.Client.Shutdown(SocketShutdown.Send);
            await clientGone.CancelAsync();
        }
    }

    private async Task Answers(Func<bool, (AnswerFate Fate, Task Over)> fateOf, CancellationToken clientGone)
    {
        var buffer = new byte[64 * 1024];
        var begins = true;
        int length;
        while ((length = await _server.GetStream().ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            var (fate, over) = clientGone.IsCancellationRequested ? default : fateOf(begins);
            if (fate is AnswerFate.Swallowed or AnswerFate.Held)
                await over.WaitAsync(clientGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (clientGone.IsCancellationRequested || fate is AnswerFate.Swallowed or AnswerFate.Cut) break;
            await client.GetStream().WriteAsync(buffer.AsMemory(0, length), CancellationToken.None);
            begins &= !buffer.AsSpan(0, length).EndsWith(Ready);
        }

        await HearOut(buffer);
    }

    // To close with something unread resets the connection, and what the server has not read by then would be lost.
    private async Task HearOut(byte[] buffer)
    {
        client.Dispose();
        using var late = new CancellationTokenSource(LastWords);
        try
        {
            while (await _server.GetStream().ReadAsync(buffer, late.Token) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // It has had its time.
        }
    }
}
