using Lockers.Api.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddFrontEnd();
builder.Services.AddLockersApi();
builder.Services.AddHealthChecks();

var app = builder.Build();
app.UseLockersApi();
app.MapLockersApi();
app.MapHealthChecks("/health/live");
app.MapHealthChecks("/health/ready");
app.Run();
