namespace Lockers.Deploy;

/// <summary>What probes ask. That both programs answer them, a test of running ones shows.</summary>
internal static class HealthPaths
{
    public const string Live = "/health/live";

    public const string Ready = "/health/ready";
}
