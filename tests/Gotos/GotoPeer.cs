using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Gotos.Pod;
using Lockers.Gotos.Results;
using Lockers.Gotos.Running;
using Lockers.Gotos.Wire;

namespace Lockers.Gotos;

/// <summary>
/// A peer that does to a registry what a goto of its generation does: it registers and decodes what it is handed out, reminds, does what the
/// registry tells it to on a port of its own, runs targets and jobs, reports what it counted, sends events, and deregisters at its
/// end. Pods serve each other's traffic: <c>/echo</c>, <c>/status/{n}</c>, <c>/delay/{d}</c>.
/// </summary>
public sealed class GotoPeer : IPodActions, IAsyncDisposable
{
    private readonly GotoPeerOptions _options;
    private readonly GotoDialect _dialect;
    private readonly CancellationTokenSource _killed = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PodState _state = new();
    private readonly RegistryClient _registry;
    private readonly Caller _caller;
    private readonly PeerResults _results;
    private readonly Reporter _reporter;
    private readonly EventSender _events;
    private readonly Invocations _invocations;
    private readonly Jobs _jobs;
    private readonly Work _loops = new();
    private PodServer? _server;
    private bool _ended;

    private GotoPeer(GotoPeerOptions options)
    {
        _options = options;
        _dialect = new GotoDialect(options.Generation);
        _registry = new RegistryClient(options, _dialect);
        _caller = new Caller(options, _dialect);
        _results = new PeerResults(_dialect);
        _reporter = new Reporter(options, _dialect, _registry, _results);
        _events = new EventSender(options, _dialect, _registry);
        _invocations = new Invocations(options, _dialect, _registry, _caller, _reporter, _events);
        _jobs = new Jobs(options, _dialect, _registry, _caller, _events);
    }

    public GotoPeerOptions Options => _options;

    public string Name => _options.Name;

    public string Address => _options.Address;

    /// <summary>Why it could not read what it was handed out at its registration; null where it could.</summary>
    public string? Unreadable { get; private set; }

    /// <summary>Whether a registration was answered with what it can read.</summary>
    public bool IsRegistered { get; private set; }

    /// <summary>What the registry asked of it.</summary>
    public IReadOnlyList<PodCall> Calls => _server?.Calls ?? [];

    /// <summary>The events that it sent.</summary>
    public IReadOnlyList<SentEvent> Events => _events.Sent;

    /// <summary>The keys under which it reported results of jobs.</summary>
    public IReadOnlyList<string> JobKeys => _jobs.Reported;

    /// <summary>The names of the targets that it has.</summary>
    public IReadOnlyList<string> Targets => [.. _state.Targets.Select(target => target.Name!)];

    /// <summary>What it counted, in the words of <see cref="ResultSums"/>.</summary>
    public ResultSums Counted => _results.Read(ResultSums.Of);

    /// <summary>How many reports the registry did not take.</summary>
    public int FailedReports => _reporter.Failed;

    /// <summary>Whether everything that it was told to run has ended, and everything that there was to send is sent.</summary>
    public bool IsQuiet => _invocations.IsQuiet && _jobs.IsQuiet && _reporter.IsQuiet && _events.IsQuiet;

    PeerResults IPodActions.Results => _results;

    /// <summary>Starts a peer: it listens, registers, and runs at once what it is to run at once.</summary>
    /// <param name="options">What it is.</param>
    public static async Task<GotoPeer> Start(GotoPeerOptions options)
    {
        var peer = new GotoPeer(options);
        try
        {
            await peer.Begin();
            return peer;
        }
        catch
        {
            await peer.Kill();
            throw;
        }
    }

    /// <summary>Ends it as SIGTERM does: it tells what it has to tell, and deregisters.</summary>
    public async Task Stop()
    {
        if (_ended) return;
        await _stopping.CancelAsync();
        _invocations.Stop(_ => true);
        await _invocations.Ended();
        await _jobs.Ended();
        await _events.Send("Flushed Traffic Report", "", new JsonArray());
        await _events.Send("Peer Deregistered", $"{Name} - {Address}", JsonValue.Create($"{Name} - {Address}"));
        await Sent();
        await _registry.Deregister(_killed.Token);
        await _events.Send("Server Stopped", _dialect.HostLabel(_options, _options.Port), new JsonObject());
        await Sent();
        await Kill();
    }

    /// <summary>Ends it as SIGKILL does: what is under way is cut off, and nobody is told.</summary>
    public async Task Kill()
    {
        if (_ended) return;
        _ended = true;
        await _stopping.CancelAsync();
        await _killed.CancelAsync();
        if (_server is not null) await _server.DisposeAsync();
        await _invocations.Ended();
        await _jobs.Ended();
        await _loops.Ended();
        _registry.Dispose();
        _caller.Dispose();
    }

    public async ValueTask DisposeAsync() => await Kill();

    void IPodActions.Invoke(TargetSpec target) => _invocations.Begin(target, _killed.Token);

    void IPodActions.StopTargets(Func<string, bool> which) => _invocations.Stop(which);

    void IPodActions.Run(JobSpec job) => _jobs.Begin(job, _killed.Token);

    ValueTask IPodActions.Tell(string title, string details) => _events.Send(title, details, JsonValue.Create(details), byLabel: true);

    private async Task Begin()
    {
        var routes = new PodRoutes(_options, _dialect, _state, this);
        var traffic = new Traffic(_options.Clock);
        _server = await PodServer.Start(_options.Port, Name, async request => await traffic.Answer(request) ?? await routes.Answer(request));
        _loops.Begin(() => _reporter.Run(_killed.Token));
        _loops.Begin(() => _events.Run(_killed.Token));
        if (_dialect.HasSummaries) await _events.Send("GRPC Server Started", "", JsonValue.Create(""));
        if (await Register() is not { } data) return;
        await _events.Send("Peer Registered", Name, Registration());
        await _events.Send("Server Started", _dialect.HostLabel(_options, _options.Port), new JsonObject());
        _loops.Begin(Remind);
        TakeOver(data);
    }

    private async Task<StartupData?> Register()
    {
        for (var attempt = 1; attempt <= _options.Tries; attempt++)
        {
            var answer = await _registry.Post("/add", Registration().ToJsonString(), _killed.Token);
            if (answer.IsDone)
            {
                try
                {
                    var data = StartupData.Decode(answer.Text, _dialect);
                    (IsRegistered, Unreadable) = (true, null);
                    return data;
                }
                catch (JsonException error)
                {
                    Unreadable = $"{error.Message} In: {answer.Text}";
                    if (!_dialect.RepeatsAdd) return null;
                }
            }

            if (attempt < _options.Tries) await Task.Delay(_options.Retry, _options.Clock, _killed.Token);
        }

        return null;
    }

    // Everything that was configured before it started; what invokes itself runs at once.
    private void TakeOver(StartupData data)
    {
        _results.Track(data.TrackingHeaders);
        _results.Track(TimeBuckets.Parse(data.TimeBuckets) ?? TimeBuckets.None);
        foreach (var job in data.Jobs) _state.Add(job);
        foreach (var target in data.Targets.Where(target => target.WhyNot() is null)) _state.Add(target);
        foreach (var target in _state.Targets.Where(target => target.AutoInvoke == true)) _invocations.Begin(target, _killed.Token);
        foreach (var job in _state.Jobs.Where(job => job.IsAuto)) _jobs.Begin(job, _killed.Token);
    }

    private async Task Remind()
    {
        using var timer = new PeriodicTimer(_options.Reminder, _options.Clock);
        while (await timer.WaitForNextTickAsync(_stopping.Token))
            await _registry.Post($"/{Name}/remember", Registration().ToJsonString(), _killed.Token);
    }

    private JsonObject Registration() => new()
    {
        ["name"] = Name,
        ["address"] = Address,
        ["pod"] = _options.Pod,
        ["namespace"] = _options.Namespace,
        ["node"] = _options.Node,
        ["cluster"] = _options.Cluster,
    };

    private async Task Sent()
    {
        while (!_reporter.IsQuiet || !_events.IsQuiet) await Task.Delay(TimeSpan.FromMilliseconds(10), _options.Clock, _killed.Token);
    }
}
