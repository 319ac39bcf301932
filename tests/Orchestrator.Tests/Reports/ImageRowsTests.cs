using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Reports;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Tests.Reports;

public sealed class ImageRowsTests
{
    private static readonly RunTopic Topic = new(
        "q", [new("a", 0.9), new("b", 0.8), new("c", 0.7), new("d", 0.6)], [0.5], RelevantRanks: [2, 4], Relevant: 4);

    private static readonly Judgment[] Judgments = [new("b", 1), new("d", 2), new("z", 1), new("y", 1), new("c", 0), new("x", -1)];

    [Fact]
    public void Found_images_carry_rank_score_and_what_is_known_of_them()
    {
        var found = Show(fullyJudged: false).Found;

        found.Select(i => (i.Id, i.Rank, i.Score, i.Relevance)).Should().Equal(
            ("a", 1, 0.9, ReportRelevance.Unjudged),
            ("b", 2, 0.8, ReportRelevance.Relevant),
            ("c", 3, 0.7, ReportRelevance.NotRelevant));
    }

    [Fact]
    public void Where_everything_is_judged_an_image_that_is_not_listed_is_wrong() =>
        Show(fullyJudged: true).Found[0].Relevance.Should().Be(ReportRelevance.NotRelevant);

    [Fact]
    public void Missed_images_are_the_relevant_ones_further_down_then_those_not_found_by_id()
    {
        var query = Show(fullyJudged: true);

        query.Missed.Select(i => (i.Id, i.Rank)).Should().Equal(("d", 4), ("y", null));
        query.MissedCount.Should().Be(3);
        query.RelevantFound.Should().Be(2);
    }

    private static ReportQuery Show(bool fullyJudged) =>
        ImageRows.Of(Topic, Judgments, fullyJudged, mostFound: 3, mostMissed: 2)
            .ToQuery(new DatasetQuery("q", "cat"), Topic, new ShownDocuments(new Dictionary<string, ReportThumbnail?>(), new Dictionary<string, string>()));
}
