using Lockers.Api.Configuration;
using Lockers.Api.Hosting;
using Lockers.Api.Metrics;
using Lockers.Api.Security;
using Lockers.Silo.Hosting;

var keys = ConfigurationKeys.Of(
    "http://localhost:8080", [new NodeOptions(), new LockersLimits(), new AuthOptions(), new SiteOptions(), new MetricsOptions()]);
if (!ProgramStart.TryCreate(args, keys, out var builder, out var exitCode)) return exitCode;
builder.AddLockersNode().AddLockersMetrics();
builder.Services.AddLockersApi();

var app = builder.Build();

// Everything that is wrong is said at once.
if (!app.IsSetUpWell(app.NodePorts) || !await app.HasSchema() || !await app.HasStorage() || !app.HasDataFile()) return 1;
app.UseNode();
app.LogStart();
return await app.RunToTheEnd();
