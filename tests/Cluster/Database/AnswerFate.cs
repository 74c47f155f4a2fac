namespace Lockers.Cluster.Database;

/// <summary>What becomes of an answer of the database. What it answers to is carried out whatever it is.</summary>
internal enum AnswerFate
{
    /// <summary>It arrives.</summary>
    Arrives,

    /// <summary>It never arrives, nor does anything after it; the connection stays open until answers arrive again.</summary>
    Swallowed,

    /// <summary>It arrives late: when answers arrive again.</summary>
    Held,

    /// <summary>It never arrives, and the connection is cut at once.</summary>
    Cut,
}
