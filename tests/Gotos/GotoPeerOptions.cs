namespace Lockers.Gotos;

/// <summary>What a peer is started with.</summary>
/// <param name="Generation">Which goto it is.</param>
/// <param name="Registry">The registry's address; a user and a password in it go out with every call.</param>
/// <param name="Name">Its label, under which it registers.</param>
/// <param name="Port">The port of loopback that it listens on.</param>
public sealed record GotoPeerOptions(GotoGeneration Generation, Uri Registry, string Name, int Port)
{
    public string Host { get; init; } = "127.0.0.1";

    public string Pod { get; init; } = "pod";

    public string Namespace { get; init; } = "test";

    public string Node { get; init; } = "n";

    public string Cluster { get; init; } = "c";

    /// <summary>How often it reminds; real ones do every 5 s.</summary>
    public TimeSpan Reminder { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often 0.9 and later report a target that has new results; real ones do every 2.1 s.</summary>
    public TimeSpan Reporting { get; init; } = TimeSpan.FromSeconds(2.1);

    /// <summary>The pause between the tries of a registration; real ones make 10 s.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it tries to register.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>How many senders of 0.4 to 0.8 report at once.</summary>
    public int Senders { get; init; } = 9;

    /// <summary>
    /// How long an answer of the registry is waited for. Real ones wait for ever: a test that waits for ever says nothing.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the times come from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary><c>ip:port</c>, as it registers.</summary>
    public string Address => $"{Host}:{Port}";
}
