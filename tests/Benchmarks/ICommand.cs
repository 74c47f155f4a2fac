namespace Lockers.Benchmarks;

/// <summary>Something to measure: <c>dotnet run -c Release --project tests/Benchmarks -- name</c>.</summary>
internal interface ICommand
{
    /// <summary>The first argument that runs it.</summary>
    string Name { get; }

    /// <summary>What it measures, in a line; empty for a command that only other commands run.</summary>
    string Summary { get; }

    /// <summary>Runs it with the arguments after the name; gives the exit code.</summary>
    Task<int> Run(string[] args);
}
