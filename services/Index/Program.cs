using ImageSearchBench.Index;
using ImageSearchBench.Hosting;

var builder = ServiceHost.CreateBuilder(args).AddIndex();
var app = builder.Build();
await app.MapServiceDefaults().MapIndex().RunAsync();
