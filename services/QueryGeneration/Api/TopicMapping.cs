using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Texts;
using ImageSearchBench.QueryGeneration.Topics;
using DomainDrift = ImageSearchBench.QueryGeneration.Topics.DriftSignals;
using DomainObjectOptions = ImageSearchBench.QueryGeneration.Objects.ObjectOptions;
using DomainObjectRound = ImageSearchBench.QueryGeneration.Objects.ObjectRound;
using DomainPlacement = ImageSearchBench.QueryGeneration.Topics.TopicPlacement;
using DomainReason = ImageSearchBench.QueryGeneration.Topics.RejectionReason;
using DomainRejection = ImageSearchBench.QueryGeneration.Topics.Rejection;
using DomainStop = ImageSearchBench.QueryGeneration.Topics.StopReason;
using DomainTopicOptions = ImageSearchBench.QueryGeneration.Topics.TopicOptions;
using DomainTopicRound = ImageSearchBench.QueryGeneration.Topics.TopicRound;
using WireObjectOptions = ImageSearchBench.Contracts.QueryGeneration.V1.ObjectOptions;
using WireTopicOptions = ImageSearchBench.Contracts.QueryGeneration.V1.TopicOptions;
using WireTopicRound = ImageSearchBench.Contracts.QueryGeneration.V1.TopicRound;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>Topics, objects and rounds as messages.</summary>
internal static class TopicMapping
{
    private const int MostSeeds = 10_000;
    private const int MostTopics = 1000;
    private const int Most = 100_000;

    public static DomainTopicOptions ToDomain(WireTopicOptions? wire)
    {
        var defaults = new DomainTopicOptions();
        return wire is null
            ? defaults
            : new DomainTopicOptions(
                Or(wire.SampleTopics, defaults.SampleTopics, "sample_topics"), Or(wire.SampleObjects, defaults.SampleObjects, "sample_objects"),
                Or(wire.AskObjects, defaults.AskObjects, "ask_objects"), Or(wire.MaxRounds, defaults.MaxRounds, "max_rounds"),
                Or(wire.MaxTopics, defaults.MaxTopics, "max_topics"), Or(wire.MaxDryRounds, defaults.MaxDryRounds, "max_dry_rounds"));
    }

    public static DomainObjectOptions ToDomain(WireObjectOptions wire, Language language, double defaultLimit)
    {
        if (!double.IsFinite(wire.SimilarityLimit) || wire.SimilarityLimit is < 0 or > 1)
            throw BenchException.Invalid($"similarity_limit is {wire.SimilarityLimit}: give more than 0, at most 1, or 0 for the default.", "options.similarity_limit");
        var defaults = new DomainObjectOptions(CandidateRules.Create(language, wire.MinLength, wire.MaxLength), wire.SimilarityLimit > 0 ? wire.SimilarityLimit : defaultLimit);
        return defaults with
        {
            SampleChecked = Or(wire.SampleChecked, defaults.SampleChecked, "sample_checked"),
            SampleGenerated = wire.HasSampleGenerated ? Check(wire.SampleGenerated, "sample_generated") : defaults.SampleGenerated,
            AskObjects = Or(wire.AskObjects, defaults.AskObjects, "ask_objects"),
            MaxRounds = Or(wire.MaxRounds, defaults.MaxRounds, "max_rounds"),
            MaxObjects = Check(wire.MaxObjects, "max_objects"),
            MaxDryRounds = Or(wire.MaxDryRounds, defaults.MaxDryRounds, "max_dry_rounds"),
        };
    }

    public static TopicPool ToPool(IReadOnlyCollection<Topic> seeds)
    {
        if (seeds.Count is 0 or > MostSeeds)
            throw BenchException.Invalid($"There are {seeds.Count} seed topics: give 1 to {MostSeeds}, such as 3 to 5 written by a person.", "seeds");
        if (seeds.All(s => s.CheckedObjects.Count + s.GeneratedObjects.Count == 0))
            throw BenchException.Invalid("No seed topic has an object: the model needs an example.", "seeds.checked_objects");
        var pool = new TopicPool();
        foreach (var seed in seeds)
            pool.Seed(Name(seed.Name, "seeds.name"), Names(seed.CheckedObjects, "seeds.checked_objects"), Names(seed.GeneratedObjects, "seeds.generated_objects"));
        return pool;
    }

    public static IReadOnlyList<PooledTopic> ToGrow(IReadOnlyCollection<Topic> topics)
    {
        if (topics.Count is 0 or > MostTopics)
            throw BenchException.Invalid($"There are {topics.Count} topics: give 1 to {MostTopics}.", "topics");
        var grow = topics.Select(t => new PooledTopic(
            Name(t.Name, "topics.name"), [.. Names(t.CheckedObjects, "topics.checked_objects")], [.. Names(t.GeneratedObjects, "topics.generated_objects")])).ToList();
        if (grow.Find(t => t.Checked.Count == 0) is { } bare)
            throw BenchException.Invalid($"Topic '{bare.Name}' has no checked object: a person gives at least one.", "topics.checked_objects");
        if (grow.GroupBy(t => TextKey.Of(t.Name)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw BenchException.Invalid($"Topic '{twice.First().Name}' occurs twice.", "topics.name");
        return grow;
    }

    public static Topic ToWire(PooledTopic topic) =>
        new() { Name = topic.Name, CheckedObjects = { topic.Checked }, GeneratedObjects = { topic.Generated } };

    public static WireTopicRound ToWire(DomainTopicRound round) => new()
    {
        Round = round.Round,
        Topic = round.Topic,
        Placement = round.Placement switch
        {
            DomainPlacement.KnownTopic => Contracts.QueryGeneration.V1.TopicPlacement.KnownTopic,
            DomainPlacement.KnownObject => Contracts.QueryGeneration.V1.TopicPlacement.KnownObject,
            DomainPlacement.NewTopic => Contracts.QueryGeneration.V1.TopicPlacement.NewTopic,
            _ => Contracts.QueryGeneration.V1.TopicPlacement.Unspecified,
        },
        Added = { round.Added },
        Rejected = { round.Rejected.Select(ToWire) },
        Drift = ToWire(round.Drift),
    };

    public static Contracts.QueryGeneration.V1.ObjectRound ToWire(DomainObjectRound round) => new()
    {
        Topic = round.Topic,
        Round = round.Round,
        Added = { round.Added },
        Rejected = { round.Rejected.Select(ToWire) },
        Drift = ToWire(round.Drift),
        StopReason = ToWire(round.Stopped),
    };

    public static Contracts.QueryGeneration.V1.StopReason ToWire(DomainStop? reason) => reason switch
    {
        DomainStop.MaxRounds => Contracts.QueryGeneration.V1.StopReason.MaxRounds,
        DomainStop.Dry => Contracts.QueryGeneration.V1.StopReason.Dry,
        DomainStop.Enough => Contracts.QueryGeneration.V1.StopReason.Enough,
        _ => Contracts.QueryGeneration.V1.StopReason.Unspecified,
    };

    private static Contracts.QueryGeneration.V1.Rejection ToWire(DomainRejection rejection) => new()
    {
        Text = rejection.Text,
        SimilarTo = rejection.SimilarTo,
        Similarity = rejection.Similarity,
        Reason = rejection.Reason switch
        {
            DomainReason.Length => Contracts.QueryGeneration.V1.RejectionReason.Length,
            DomainReason.ForbiddenCharacter => Contracts.QueryGeneration.V1.RejectionReason.ForbiddenCharacter,
            DomainReason.Script => Contracts.QueryGeneration.V1.RejectionReason.Script,
            DomainReason.Duplicate => Contracts.QueryGeneration.V1.RejectionReason.Duplicate,
            _ => Contracts.QueryGeneration.V1.RejectionReason.TooSimilar,
        },
    };

    private static Contracts.QueryGeneration.V1.DriftSignals ToWire(DomainDrift drift) => new()
    {
        MeanLength = drift.MeanLength,
        CheckedMeanLength = drift.CheckedMeanLength,
        DistinctHeads = drift.DistinctHeads,
        Generated = drift.Generated,
        RejectedShare = drift.RejectedShare,
        Drifting = drift.Drifting,
    };

    private static IEnumerable<string> Names(IEnumerable<string> names, string field) => names.Select(n => Name(n, field));

    private static string Name(string name, string field)
    {
        var tidy = TextKey.Tidy(name);
        return tidy.Length is > 0 and <= 100
            ? tidy
            : throw BenchException.Invalid($"'{name}' is empty or longer than 100 characters.", field);
    }

    private static int Or(int value, int fallback, string field) => Check(value, field) == 0 ? fallback : value;

    private static int Check(int value, string field) => value is >= 0 and <= Most
        ? value
        : throw BenchException.Invalid($"{field} is {value}: give 0 to {Most}.", $"options.{field}");
}
