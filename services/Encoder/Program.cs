using ImageSearchBench.Hosting;
using ImageSearchBench.Encoder;

return await ServiceRunner.RunAsync(args, builder => builder.AddEncoder(), app => app.MapEncoder());
