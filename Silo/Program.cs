using Lockers.Api.Hosting;
using Lockers.Silo.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddLockersNode();
builder.Services.AddLockersApi();

var app = builder.Build();

// Everything that is wrong is said at once.
if (!(app.HasValid<NodeOptions>() & app.HasValid<LockersLimits>()) || !await app.HasSchema() || !await app.HasStorage()) return 1;
app.UseNode();
app.LogStart();
await app.RunAsync();
return 0;
