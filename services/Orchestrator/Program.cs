using ImageSearchBench.Orchestrator;
using ImageSearchBench.Hosting;

var builder = ServiceHost.CreateBuilder(args).AddOrchestrator();
var app = builder.Build();
await app.MapServiceDefaults().MapOrchestrator().RunAsync();
