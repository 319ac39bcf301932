using ImageSearchBench.Hosting;
using ImageSearchBench.Orchestrator;

return await ServiceRunner.RunAsync(args, builder => builder.AddOrchestrator(), app => app.MapOrchestrator());
