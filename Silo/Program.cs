using Lockers.Api.Hosting;
using Lockers.Silo.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddLockersNode();
builder.Services.AddLockersApi();

var app = builder.Build();
if (!app.HasValidConfiguration<NodeOptions>() || !await app.HasSchema()) return 1;
app.UseNode();
app.LogStart();
await app.RunAsync();
return 0;
