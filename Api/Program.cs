using Lockers.Api.Hosting;

var builder = WebApplication.CreateBuilder(args);
if (!builder.AddFrontEnd()) return 1;
builder.Services.AddLockersApi();
builder.Services.AddHealthChecks();

var app = builder.Build();
if (!app.HasValid<LockersLimits>()) return 1;
app.UseLockersApi();
app.MapLockersApi();
app.MapHealthChecks("/health/live");
app.MapHealthChecks("/health/ready");
await app.RunAsync();
return 0;
