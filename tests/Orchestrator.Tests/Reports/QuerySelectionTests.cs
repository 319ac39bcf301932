using System.Globalization;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Reports;

namespace ImageSearchBench.Orchestrator.Tests.Reports;

public sealed class QuerySelectionTests
{
    [Fact]
    public void Half_are_the_worst_ones_and_half_come_from_the_middle()
    {
        var selection = QuerySelection.Choose(Topics(100), 6);

        selection.Worst.Should().Equal("q000", "q001", "q002");
        selection.Typical.Should().HaveCount(3).And.BeInAscendingOrder(StringComparer.Ordinal);
        selection.Typical.Should().OnlyContain(id => string.CompareOrdinal(id, "q030") >= 0 && string.CompareOrdinal(id, "q080") < 0);
    }

    [Fact]
    public void The_same_labels_are_shown_once()
    {
        var topics = Enumerable.Range(0, 40).Select(i => (new DatasetQuery($"q{i:000}", "text") { Labels = [$"label{i / 4}"] }, i / 40.0));

        var selection = QuerySelection.Choose(topics, 8);

        selection.Worst.Should().Equal("q000", "q004", "q008", "q012");
        selection.Worst.Concat(selection.Typical).Select(id => int.Parse(id[1..], CultureInfo.InvariantCulture) / 4).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Equal_values_are_ordered_by_id()
    {
        var selection = QuerySelection.Choose(Topics(10).Reverse().Select(t => (t.Query, 0.5)), 4);

        selection.Worst.Should().Equal("q000", "q001");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_small_dataset_gives_what_it_has(int queries)
    {
        var selection = QuerySelection.Choose(Topics(queries), 12);

        selection.Worst.Concat(selection.Typical).Should().OnlyHaveUniqueItems();
        selection.Worst.Should().HaveCount(queries);
    }

    private static IEnumerable<(DatasetQuery Query, double Value)> Topics(int count) =>
        Enumerable.Range(0, count).Select(i => (new DatasetQuery($"q{i:000}", "text"), i / 100.0));
}
