using System.Globalization;

namespace ImageSearchBench.Benchmarks.Evaluator;

/// <summary>The long form of the simulations that the test suite runs shortly.</summary>
internal sealed class CoverageBenchmark : IBenchmark
{
    public string Name => "evaluator-coverage";

    public string Description => "holds intervals, tests, thresholds and prediction-powered estimates to their promises by simulation: [datasets=2000]";

    public Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var datasets = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 2000;
        Console.WriteLine($"{datasets} simulated datasets\n\n| figure | value | must lie in | |\n| --- | ---: | --- | --- |");
        foreach (var figure in StatisticsSimulation.Coverage(datasets).Concat(StatisticsSimulation.NullPValues(datasets))
                     .Concat(StatisticsSimulation.ConformalRisk(datasets)).Concat(StatisticsSimulation.PredictionPoweredIntervals(datasets)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {figure.Name} | {figure.Value:F4} | {figure.Low:F3} … {figure.High:F3} | {(figure.Value >= figure.Low && figure.Value <= figure.High ? "holds" : "FAILS")} |"));
        }

        return Task.CompletedTask;
    }
}
