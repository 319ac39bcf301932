using ImageSearchBench.Hosting;
using ImageSearchBench.Evaluator;

return await ServiceRunner.RunAsync(args, builder => builder.AddEvaluator(), app => app.MapEvaluator());
