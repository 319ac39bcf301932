using ImageSearchBench.Benchmarks.Evaluator;

namespace ImageSearchBench.Evaluator.Tests.Statistics;

/// <summary>The short form of the benchmark evaluator-coverage, whose 2,000 datasets hold 93 to 97 %; here chance gets some slack.</summary>
public sealed class SimulationTests
{
    private const int Datasets = 400;
    private const double Slack = 0.015;

    [Fact]
    public void Intervals_cover() => Hold(StatisticsSimulation.Coverage(Datasets, Slack));

    [Fact]
    public void P_values_are_uniform_where_there_is_no_difference() => Hold(StatisticsSimulation.NullPValues(Datasets));

    [Fact]
    public void A_controlled_threshold_keeps_its_promise() => Hold(StatisticsSimulation.ConformalRisk(Datasets));

    [Fact]
    public void Prediction_powered_intervals_cover_with_any_judge_and_are_narrow_with_a_good_one() =>
        Hold(StatisticsSimulation.PredictionPoweredIntervals(Datasets, Slack));

    private static void Hold(IEnumerable<SimulatedFigure> figures)
    {
        var checkedFigures = 0;
        foreach (var figure in figures)
        {
            figure.Value.Should().BeInRange(figure.Low, figure.High, figure.Name);
            checkedFigures++;
        }

        checkedFigures.Should().BeGreaterThan(1);
    }
}
