using ImageSearchBench.Encoder;
using ImageSearchBench.Hosting;

return await ServiceRunner.RunAsync(args, builder => builder.AddEncoder(), app => app.MapEncoder());
