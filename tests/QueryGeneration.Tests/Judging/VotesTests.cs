using ImageSearchBench.QueryGeneration.Judging;

namespace ImageSearchBench.QueryGeneration.Tests.Judging;

public sealed class VotesTests
{
    [Theory]
    [InlineData("3 3 2", 3, 2.0 / 3)]
    [InlineData("0 0 0", 0, 1)]
    [InlineData("3 2 1", null, 1.0 / 3)]
    [InlineData("3 3 2 2", null, 0.5)]
    [InlineData("- - 3", null, 2.0 / 3)]
    [InlineData("- 3 3", 3, 2.0 / 3)]
    [InlineData("- 3", null, 0.5)]
    [InlineData("2", 2, 1)]
    public void More_than_half_decide_and_undecided_is_no_grade(string votes, int? majority, double agreement)
    {
        var all = new Votes<int>([.. votes.Split(' ').Select(v => v == "-" ? (int?)null : int.Parse(v, System.Globalization.CultureInfo.InvariantCulture))]);

        all.Majority.Should().Be(majority);
        all.Agreement.Should().BeApproximately(agreement, 1e-12);
    }

    [Fact]
    public void Fleiss_kappa_equals_the_worked_example()
    {
        // Fleiss 1971, as worked out in the literature's standard example: 14 raters, 10 subjects, 5 categories, kappa = 0.210.
        int[][] counts =
        [
            [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
        ];
        var consistency = new Consistency();
        foreach (var row in counts)
            consistency.Add([.. row.SelectMany((n, category) => Enumerable.Repeat(category, n))], decided: true);

        consistency.Kappa.Should().BeApproximately(0.210, 0.0005);
        (consistency.Judged, consistency.Unanimous).Should().Be((10, 1));
    }

    [Fact]
    public void Kappa_is_not_made_up()
    {
        var consistency = new Consistency();
        consistency.Kappa.Should().BeNull();
        consistency.Add([3, 3, 3], decided: true);
        consistency.Kappa.Should().BeNull("all votes are the same answer");
        consistency.Add([0, 0, 0], decided: true);
        consistency.Kappa.Should().BeApproximately(1, 1e-12);
    }
}
