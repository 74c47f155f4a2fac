using Lockers.Silo.Postgres;
using Microsoft.Extensions.Options;

namespace Lockers.Silo.Hosting;

/// <summary>Looks at the database's schema before anything starts.</summary>
internal static class SchemaCheck
{
    /// <summary>Brings the schema up to date, or checks it; says what is wrong on standard error.</summary>
    /// <returns>Whether the node can go on.</returns>
    public static async Task<bool> HasSchema(this WebApplication app)
    {
        var node = app.Services.GetRequiredService<IOptions<NodeOptions>>().Value;
        if (!node.IsInPostgres && !node.IsClustered) return true;
        try
        {
            var schema = new Schema(app.Services.GetRequiredService<ILogger<Schema>>());
            await schema.Apply(node.ConnectionString!, node.AutoCreateSchema, app.Lifetime.ApplicationStopping);
            return true;
        }
        catch (SchemaException wrong)
        {
            await Console.Error.WriteLineAsync($"Schema: {wrong.Message}");
            return false;
        }
    }
}
