namespace Lockers.Silo.Sqlite;

/// <summary>The file of journals cannot be used. The message names the file and says what an operator can do.</summary>
internal sealed class SqliteFileException(string message, Exception? inner = null) : Exception(message, inner);
