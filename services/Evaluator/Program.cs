using ImageSearchBench.Evaluator;
using ImageSearchBench.Hosting;

var builder = ServiceHost.CreateBuilder(args).AddEvaluator();
var app = builder.Build();
await app.MapServiceDefaults().MapEvaluator().RunAsync();
