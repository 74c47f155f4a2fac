using Lockers.Benchmarks;
using Lockers.Benchmarks.Http;
using Lockers.Benchmarks.Http.Cluster;
using Lockers.Benchmarks.Http.Durability;
using Lockers.Benchmarks.Http.FanOut;
using Lockers.Benchmarks.Http.Page;
using Lockers.Benchmarks.Http.Peers;
using Lockers.Benchmarks.Tree;

ICommand[] commands =
[
    new TreeCommand(), new TreeCandidatesCommand(), new TreeMemoryCommand(),
    new HotPathCommand(), new MetricsCostCommand(), new BigLockerCommand(), new SlowReaderCommand(),
    new ResultsCommand(), new EventsCommand(), new FanOutCommand(), new ManyLockersCommand(), new StartCommand(), new BareServerCommand(),
    new DurableCommand(), new DurableRegressionCommand(), new SqliteCommand(), new WriteAmplificationCommand(), new RecoveryCommand(),
    new FailOverCommand(), new RemoteCpuCommand(), new MemoryRegressionCommand(), new EdgeCostCommand(), new PeersCommand(),
    new PageCommand(),
];

var command = Array.Find(commands, candidate => args is [var name, ..] && candidate.Name == name);
if (command is not null) return await command.Run(args[1..]);

Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Benchmarks -- <command>");
foreach (var known in commands.Where(known => known.Summary.Length > 0)) Console.Error.WriteLine($"  {known.Name,-21}{known.Summary}");
return 1;
