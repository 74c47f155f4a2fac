using Lockers.Api.Hosting;
using Lockers.Api.Http;

var builder = WebApplication.CreateBuilder(args);
if (!builder.AddFrontEnd()) return 1;
builder.Services.AddLockersApi();
builder.Services.AddHealthChecks();

var app = builder.Build();
if (!app.HasValid<LockersLimits>()) return 1;
app.UseLockersApi();
app.MapLockersApi();
app.MapHealthChecks("/health/live", HealthLine.Of());
app.MapHealthChecks("/health/ready", HealthLine.Of());
await app.RunAsync();
return 0;
