using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Hosting;

var builder = ServiceHost.CreateBuilder(args).AddQueryGeneration();
var app = builder.Build();
await app.MapServiceDefaults().MapQueryGeneration().RunAsync();
