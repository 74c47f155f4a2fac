using Lockers.Api.Hosting;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

var builder = WebApplication.CreateBuilder(args);
builder.AddFrontEnd();
builder.Services.AddLockersApi();
builder.Services.AddHealthChecks();

var app = builder.Build();
app.UseLockersApi();
app.MapLockersApi();
app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
app.MapHealthChecks("/health/ready");
app.Run();
