using ImageSearchBench.Evaluator;
using ImageSearchBench.Hosting;

return await ServiceRunner.RunAsync(args, builder => builder.AddEvaluator(), app => app.MapEvaluator());
