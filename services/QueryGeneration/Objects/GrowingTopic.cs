using System.Globalization;
using ImageSearchBench.QueryGeneration.Texts;
using ImageSearchBench.QueryGeneration.Topics;

namespace ImageSearchBench.QueryGeneration.Objects;

/// <summary>A topic whose objects are being drawn.</summary>
internal sealed class GrowingTopic
{
    private readonly ObjectOptions _options;
    private readonly DriftTracker _drift;
    private int _dry;

    public GrowingTopic(PooledTopic topic, ObjectOptions options)
    {
        Topic = topic;
        _options = options;
        _drift = new DriftTracker(options.Rules.Language, topic.Checked);
        _drift.Seed(topic.Generated);
        Stopped = StopNow();
    }

    /// <summary>Name and objects.</summary>
    public PooledTopic Topic { get; }

    /// <summary>Rounds made.</summary>
    public int Rounds { get; private set; }

    /// <summary>Why it ended; null while it goes on.</summary>
    public StopReason? Stopped { get; private set; }

    /// <summary>The examples of the next round: so many of a person, so many of the model, in random order.</summary>
    public IReadOnlyList<string> SampleExamples(ulong seed)
    {
        var random = SeededRandom.Create("objects", seed.ToString(CultureInfo.InvariantCulture), Topic.Name, (Rounds + 1).ToString(CultureInfo.InvariantCulture));
        string[] examples = [.. random.Sample(Topic.Checked, _options.SampleChecked), .. random.Sample(Topic.Generated, _options.SampleGenerated)];
        return random.Sample(examples, examples.Length);
    }

    /// <summary>Takes a round in.</summary>
    public ObjectRound Finish(IReadOnlyCollection<string> candidates, IReadOnlyList<string> added, IReadOnlyList<Rejection> rejected)
    {
        Rounds++;
        Topic.Generated.AddRange(added);
        _dry = added.Count == 0 ? _dry + 1 : 0;
        Stopped = StopNow();
        return new ObjectRound(Topic.Name, Rounds, added, rejected, _drift.Add(candidates, added), Stopped);
    }

    private StopReason? StopNow() => this switch
    {
        _ when _options.MaxObjects > 0 && Topic.Generated.Count >= _options.MaxObjects => StopReason.Enough,
        _ when Rounds >= _options.MaxRounds => StopReason.MaxRounds,
        _ when _dry >= _options.MaxDryRounds => StopReason.Dry,
        _ => null,
    };
}
