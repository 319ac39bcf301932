using ImageSearchBench.Hosting;
using ImageSearchBench.QueryGeneration;

return await ServiceRunner.RunAsync(args, builder => builder.AddQueryGeneration(), app => app.MapQueryGeneration());
