namespace Lockers.Silo.Postgres;

/// <summary>
/// The database has no schema that this node can use. The message says why and what to do, and holds no connection string.
/// </summary>
internal sealed class SchemaException : Exception
{
    public SchemaException(string message)
        : base(message)
    {
    }

    public SchemaException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
