using ImageSearchBench.Benchmarks;

var benchmarks = typeof(IBenchmark).Assembly.GetTypes()
    .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IBenchmark)))
    .Select(t => (IBenchmark)Activator.CreateInstance(t)!)
    .OrderBy(b => b.Name, StringComparer.Ordinal)
    .ToArray();

if (benchmarks.FirstOrDefault(b => args.Length > 0 && b.Name == args[0]) is not { } benchmark)
{
    Console.WriteLine("Name a benchmark:");
    foreach (var b in benchmarks)
        Console.WriteLine($"  {b.Name,-24} {b.Description}");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await benchmark.RunAsync(args[1..], stop.Token);
return 0;
