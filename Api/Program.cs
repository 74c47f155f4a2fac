using Lockers.Api.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLockersApi();
builder.UseOrleansClient(client => client.UseLocalhostClustering());

var app = builder.Build();
app.UseLockersApi();
app.MapLockersApi();
app.Run();
