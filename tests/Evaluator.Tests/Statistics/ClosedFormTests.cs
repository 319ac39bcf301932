using ImageSearchBench.Evaluator.Agreement;
using ImageSearchBench.Evaluator.Statistics;

namespace ImageSearchBench.Evaluator.Tests.Statistics;

/// <summary>Statistics against values from tables and closed forms.</summary>
public sealed class ClosedFormTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(-1.959963984540054, 0.025)]
    [InlineData(3, 0.9986501019683699)]
    [InlineData(-6, 9.865876450376981e-10)]
    public void Normal_distribution(double x, double p)
    {
        SpecialFunctions.NormalCdf(x).Should().BeApproximately(p, 1e-14);
        SpecialFunctions.NormalQuantile(p).Should().BeApproximately(x, 1e-8);
    }

    [Theory]
    [InlineData(12.706204736174698, 1, 0.05)]
    [InlineData(4.302652729749464, 2, 0.05)]
    [InlineData(2.228138851986274, 10, 0.05)]
    [InlineData(2.68, 49, 0.009990)]
    [InlineData(0, 7, 1)]
    public void Students_t(double t, double degrees, double p) =>
        SpecialFunctions.StudentTwoSided(t, degrees).Should().BeApproximately(p, 2e-5);

    [Fact]
    public void Students_t_with_one_and_two_degrees_has_a_closed_form()
    {
        for (var t = 0.1; t < 20; t += 0.7)
        {
            SpecialFunctions.StudentTwoSided(t, 1).Should().BeApproximately(1 - 2 / Math.PI * Math.Atan(t), 1e-12);
            SpecialFunctions.StudentTwoSided(t, 2).Should().BeApproximately(1 - t / Math.Sqrt(2 + t * t), 1e-12);
        }
    }

    [Fact]
    public void With_few_topics_the_randomisation_test_counts_every_pattern()
    {
        var table = new ValueTable(3, 1);
        (table.Row(0)[0], table.Row(1)[0], table.Row(2)[0]) = (0.1, 0.2, 0.3);

        // Of 8 patterns only +++ and --- are as extreme.
        RandomizationTest.PValues(table, 1000, seed: 1)[0].Should().Be(0.25);
    }

    [Fact]
    public void The_drawn_randomisation_test_is_near_the_counted_one()
    {
        var random = new Xoshiro256(5, 0);
        var table = new ValueTable(12, 1);
        for (var row = 0; row < 12; row++)
            table.Row(row)[0] = random.NextDouble() - 0.3;

        var counted = RandomizationTest.PValues(table, 4096, seed: 1)[0];
        var drawn = RandomizationTest.PValues(table, 4000, seed: 1)[0];

        drawn.Should().BeApproximately(counted, 0.03).And.NotBe(counted);
    }

    [Fact]
    public void Holm_corrects_step_by_step() =>
        PairedTests.Holm([0.01, 0.04, 0.03, 0.005]).Should().BeEquivalentTo(
            [0.03, 0.06, 0.06, 0.02], o => o.WithStrictOrdering().Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-15)).WhenTypeIs<double>());

    [Fact]
    public void Detectable_difference_has_its_power()
    {
        // sd 1, 100 topics: (1.95996 + 0.84162) / 10.
        double[] differences = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        var deviation = Math.Sqrt(100.0 / 99);
        PairedTests.DetectableDifference(differences).Should().BeApproximately(0.2801585 * deviation, 1e-6);
    }

    [Fact]
    public void Equal_values_have_an_interval_without_width()
    {
        var table = new ValueTable(50, 1);
        for (var row = 0; row < 50; row++)
            table.Row(row)[0] = 0.25;
        var means = Bootstrap.Means(table, new BootstrapPlan(100, 0.95, 3))[0];

        Interval.BiasCorrected(means, table.Column(0), 0.25, 0.95).Should().Be(new Interval(0.25, 0.25));
        PairedTests.TTest(new double[10]).Should().Be(1);
        PairedTests.TTest([0.5]).Should().Be(1);
    }

    [Fact]
    public void The_generator_gives_the_same_bits_for_ever()
    {
        // Worked out by a second implementation in Python; a change would change every published interval.
        var random = new Xoshiro256(seed: 42, stream: 7);
        ulong[] bits = [random.Next(), random.Next(), random.Next()];
        bits.Should().Equal(Recorded);
        new Xoshiro256(42, 8).Next().Should().NotBe(bits[0]);
    }

    private static readonly ulong[] Recorded = [4706337660387043474, 7176503324466537499, 7095120617914164589];

    [Fact]
    public void Kappa_of_Cohens_example()
    {
        // 50 documents: both yes 20, judge yes 5, human yes 10, both no 15: kappa = (0.7 - 0.5) / 0.5 = 0.4.
        var table = new GradeTable([0, 1]);
        table.Add(1, 1, 20);
        table.Add(1, 0, 5);
        table.Add(0, 1, 10);
        table.Add(0, 0, 15);

        table.Agreement().Should().Be(0.7);
        table.Kappa().Should().BeApproximately(0.4, 1e-12);
        table.WeightedKappa().Should().BeApproximately(0.4, 1e-12);
        table.BinaryKappa(1).Should().BeApproximately(0.4, 1e-12);
    }

    [Fact]
    public void Kendalls_tau()
    {
        KendallTau.Of([1, 2, 3, 4], [1, 2, 3, 4]).Should().Be(1);
        KendallTau.Of([1, 2, 3, 4], [4, 3, 2, 1]).Should().Be(-1);
        KendallTau.Of([1, 2, 3], [1, 3, 2]).Should().BeApproximately(1 / 3.0, 1e-15);
        // One tie in the first: (2 - 0) / sqrt(2 * 3).
        KendallTau.Of([1, 1, 2], [1, 2, 3]).Should().BeApproximately(2 / Math.Sqrt(6), 1e-15);
    }
}
