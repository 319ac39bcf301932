using System.Globalization;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>Shows rounds as they come, says at once when a model begins to drift, and keeps the last signs of each topic.</summary>
/// <param name="stage">The stage that is shown.</param>
/// <param name="byTopic">Each topic has rounds and signs of its own; else they are of all topics together.</param>
internal sealed class GrowthWatch(StageTracker stage, bool byTopic)
{
    private readonly Dictionary<string, TopicDrift> _last = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _rejected = new(StringComparer.Ordinal);

    /// <summary>Takes a round.</summary>
    public void Add(GrowthRound round)
    {
        stage.Add();
        foreach (var reason in round.Rejections)
            _rejected[reason] = _rejected.GetValueOrDefault(reason) + 1;
        var topic = byTopic ? round.Topic : "";
        var before = _last.GetValueOrDefault(topic);

        // A round without an object has no length to tell.
        var signs = round.Drift.MeanLength == 0 && before is not null ? round.Drift with { MeanLength = before.Signs.MeanLength } : round.Drift;
        _last[topic] = new TopicDrift(topic, round.Round, round.Stopped, signs);
        var begins = signs.Drifting && before?.Signs.Drifting != true;
        stage.RestoreSkipped(round.Rejections.Count, begins ? [new SkippedItem(topic.Length > 0 ? $"topic {topic}" : "topics", Describe(round.Round, signs))] : []);
    }

    /// <summary>What there is to say at the end.</summary>
    public GrownStage Finish(Growth growth)
    {
        stage.SetTotal(0);
        stage.Finish();
        return new GrownStage(growth, _rejected, [.. growth.Topics.Select(t => t.Name).Prepend("").Where(_last.ContainsKey).Select(n => _last[n])]);
    }

    private static string Describe(int round, DriftSigns signs) => string.Create(
        CultureInfo.InvariantCulture,
        $"the model drifts since round {round}: its last objects have {signs.MeanLength:0.0} characters, checked ones {signs.CheckedMeanLength:0.0}; {signs.DistinctHeads} heads are different among {signs.Generated} objects.");
}
