using ImageSearchBench.Hosting;
using ImageSearchBench.Index;

return await ServiceRunner.RunAsync(args, builder => builder.AddIndex(), app => app.MapIndex());
