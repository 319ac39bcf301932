using ImageSearchBench.Encoder;
using ImageSearchBench.Hosting;

var builder = ServiceHost.CreateBuilder(args).AddEncoder();
var app = builder.Build();
await app.MapServiceDefaults().MapEncoder().RunAsync();
