using Lockers.Benchmarks;
using Lockers.Benchmarks.Tree;

ICommand[] commands = [new TreeCommand(), new TreeCandidatesCommand(), new TreeMemoryCommand()];

var command = Array.Find(commands, candidate => args is [var name, ..] && candidate.Name == name);
if (command is not null) return command.Run(args[1..]);

Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Benchmarks -- <command>");
foreach (var known in commands) Console.Error.WriteLine($"  {known.Name,-18}{known.Summary}");
return 1;
