using Lockers.Api.Hosting;
using Lockers.Silo.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddLockersNode();
builder.Services.AddLockersApi();

var app = builder.Build();
if (!app.HasValidConfiguration()) return 1;
app.UseLockersApi();
app.MapLockersApi();
app.MapHealth();
app.MapDashboard();
app.LogStart();
app.Run();
return 0;
