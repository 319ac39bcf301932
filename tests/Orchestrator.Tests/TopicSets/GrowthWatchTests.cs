using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.TopicSets;

namespace ImageSearchBench.Orchestrator.Tests.TopicSets;

public sealed class GrowthWatchTests
{
    private readonly ProgressTracker _progress = new(TimeProvider.System);

    [Fact]
    public void Drift_is_told_when_it_begins_and_kept_for_the_card()
    {
        var watch = new GrowthWatch(_progress.Begin("write objects", 0), byTopic: true);
        watch.Add(Round("食物", 1, meanLength: 2.5));
        watch.Add(Round("动物", 1, meanLength: 2));
        watch.Add(Round("食物", 2, meanLength: 9.25, drifting: true, "too_similar", "length"));
        watch.Add(Round("食物", 3, meanLength: 0, drifting: true, "length"));
        watch.Add(Round("食物", 4, meanLength: 9, drifting: false) with { Stopped = "dry" });

        var grown = watch.Finish(new Growth([new KnownTopic("食物", [], []), new KnownTopic("动物", [], [])], "m", "id", "objects.zh@1", "", ""));

        var snapshot = _progress.Snapshot();
        snapshot.Skipped.Should().ContainSingle().Which.Should().Be(new SkippedItem(
            "topic 食物", "the model drifts since round 2: its last objects have 9.3 characters, checked ones 2.0; 4 heads are different among 20 objects."));
        (snapshot.Stages[0].Done, snapshot.Stages[0].Skipped, snapshot.Stages[0].Finished).Should().Be((5, 3, true));
        grown.Rejected.Should().Equal(new Dictionary<string, int> { ["length"] = 2, ["too_similar"] = 1 });
        grown.Drift.Select(d => (d.Topic, d.Rounds, d.Stopped, d.Signs.Drifting)).Should().Equal(("食物", 4, "dry", false), ("动物", 1, "", false));
    }

    [Fact]
    public void A_round_without_objects_does_not_hide_how_long_they_were()
    {
        var watch = new GrowthWatch(_progress.Begin("write topics", 0), byTopic: false);
        watch.Add(Round("食物", 1, meanLength: 3));
        watch.Add(Round("", 2, meanLength: 0));

        watch.Finish(new Growth([], "m", "id", "topics.zh@1", "", "dry")).Drift.Should().ContainSingle().Which.Signs.MeanLength.Should().Be(3);
    }

    private static GrowthRound Round(string topic, int round, double meanLength, bool drifting = false, params string[] rejections) =>
        new(topic, round, 5, rejections, new DriftSigns(meanLength, 2, 4, 20, 0.5, drifting), "");
}
