using Lockers.Api.Configuration;
using Lockers.Api.Hosting;
using Lockers.Api.Metrics;
using Lockers.Api.Security;

var keys = ConfigurationKeys.Of(
    "http://localhost:8090", [new FrontEndOptions(), new LockersLimits(), new AuthOptions(), new SiteOptions(), new MetricsOptions()], FrontEndOptions.OfNodes);
if (!ProgramStart.TryCreate(args, keys, out var builder, out var exitCode)) return exitCode;
builder.AddFrontEnd().AddLockersMetrics();
builder.Services.AddLockersApi();
builder.Services.AddLockersHealth();

var app = builder.Build();

// Everything that is wrong is said at once.
if (!app.IsSetUpWell()) return 1;
app.UseFrontEnd();
app.LogFrontEnd();
return await app.RunToTheEnd();
