using ImageSearchBench.Orchestrator.ImageSources;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Orchestrator.TopicSets;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Specifications of topic sets as messages and back; defaults are filled in and ranges checked on the way in.</summary>
internal static class TopicSetMapping
{
    private const int DefaultSize = 1024;
    private const int MaxKeep = 1000;

    public static BuildTopicSetSpec ToDomain(Proto.BuildTopicSet spec)
    {
        var faults = new SpecFaults("build_topic_set");
        faults.If(!JobSpecMapping.IsName(spec.Name), "name", $"'{spec.Name}' is no dataset name: letters, digits, '.', '_' and '-', 1 to 64 of them.");
        var (start, file) = Start(spec);
        faults.If(file.Length == 0, "start", "must name a file of topics as seeds, topics or queries.");
        faults.If(spec.Language.Length > 0 && !QueryLanguages.Known.Contains(spec.Language), "language", $"'{spec.Language}' is unknown: choose zh or en.");
        faults.If(start is TopicSetStart.Queries && spec.Model.Length > 0, "model", "cannot be given together with queries: nothing is written.");
        faults.If(spec.MaxTokens < 0, "max_tokens", "must not be negative.");
        faults.If(spec.MaxCost is not (>= 0 and < double.PositiveInfinity), "max_cost", "must not be negative.");
        var source = ImageSourceName.Parse(spec.Source);
        faults.If(source is null, "source", $"'{spec.Source}' is no image source: choose {ImageSourceName.Known}.");
        faults.If(spec.Size is not 0 and (< 32 or > 4096), "size", "must be 32 to 4096.");
        var topics = spec.TopicGrowth ?? new Proto.TopicGrowth();
        var objects = spec.ObjectGrowth ?? new Proto.ObjectGrowth();
        faults.If(topics.MaxRounds < 0 || topics.MaxTopics < 0 || topics.MaxDryRounds < 0, "topic_growth", "has a negative number.");
        faults.If(objects.MaxRounds < 0 || objects.MaxObjects < 0 || objects.MaxDryRounds < 0, "object_growth", "has a negative number.");
        faults.If(objects.SimilarityLimit is not (>= 0 and <= 1), "object_growth.similarity_limit", "must be above 0 and at most 1.");
        var rules = Rules(spec.Rules ?? new Proto.CollectionRules(), faults);
        faults.ThrowIfAny();
        return new BuildTopicSetSpec(
            spec.Name,
            start,
            Path.GetFullPath(file),
            spec.Language.Length == 0 ? "zh" : spec.Language,
            spec.Model,
            spec.Seed,
            new TopicGrowth(topics.MaxRounds, topics.MaxTopics, topics.MaxDryRounds),
            new ObjectGrowth(objects.MaxRounds, objects.MaxObjects, objects.MaxDryRounds, objects.SimilarityLimit, objects.SentenceModel),
            spec.MaxTokens,
            spec.MaxCost,
            spec.Review,
            source!.ToString(),
            rules,
            spec.Size == 0 ? DefaultSize : spec.Size);
    }

    public static Proto.BuildTopicSet ToProto(BuildTopicSetSpec spec)
    {
        var message = new Proto.BuildTopicSet
        {
            Name = spec.Name,
            Language = spec.Language,
            Model = spec.Model,
            Seed = spec.Seed,
            TopicGrowth = new Proto.TopicGrowth
            {
                MaxRounds = spec.TopicGrowth.MaxRounds,
                MaxTopics = spec.TopicGrowth.MaxTopics,
                MaxDryRounds = spec.TopicGrowth.MaxDryRounds,
            },
            ObjectGrowth = new Proto.ObjectGrowth
            {
                MaxRounds = spec.ObjectGrowth.MaxRounds,
                MaxObjects = spec.ObjectGrowth.MaxObjects,
                MaxDryRounds = spec.ObjectGrowth.MaxDryRounds,
                SimilarityLimit = spec.ObjectGrowth.SimilarityLimit,
                SentenceModel = spec.ObjectGrowth.SentenceModel,
            },
            MaxTokens = spec.MaxTokens,
            MaxCost = spec.MaxCost,
            Review = spec.Review,
            Source = spec.Source,
            Rules = new Proto.CollectionRules
            {
                MinResults = spec.Rules.MinResults,
                LookAt = spec.Rules.LookAt,
                MinSide = spec.Rules.MinSide,
                MaxRatio = spec.Rules.MaxRatio,
                Keep = spec.Rules.Keep,
                MaxTaken = spec.Rules.MaxTaken,
            },
            Size = spec.Size,
        };
        switch (spec.Start)
        {
            case TopicSetStart.Seeds:
                message.Seeds = spec.File;
                break;
            case TopicSetStart.Topics:
                message.Topics = spec.File;
                break;
            default:
                message.Queries = spec.File;
                break;
        }

        return message;
    }

    private static (TopicSetStart Start, string File) Start(Proto.BuildTopicSet spec) => spec.StartCase switch
    {
        Proto.BuildTopicSet.StartOneofCase.Seeds => (TopicSetStart.Seeds, spec.Seeds),
        Proto.BuildTopicSet.StartOneofCase.Topics => (TopicSetStart.Topics, spec.Topics),
        Proto.BuildTopicSet.StartOneofCase.Queries => (TopicSetStart.Queries, spec.Queries),
        _ => (TopicSetStart.Seeds, ""),
    };

    private static CollectionRules Rules(Proto.CollectionRules rules, SpecFaults faults)
    {
        var keep = rules.Keep == 0 ? 12 : rules.Keep;
        var lookAt = rules.LookAt == 0 ? 24 : rules.LookAt;
        faults.If(rules is { HasMinResults: true, MinResults: < 0 }, "rules.min_results", "must not be negative.");
        faults.If(keep is < 1 or > MaxKeep, "rules.keep", $"must be 1 to {MaxKeep}.");
        faults.If(lookAt is < 1 or > MaxKeep, "rules.look_at", $"must be 1 to {MaxKeep}.");
        faults.If(lookAt < keep, "rules.look_at", $"is {lookAt}, less than keep, which is {keep}: no query could be kept.");
        faults.If(rules is { HasMinSide: true, MinSide: < 0 }, "rules.min_side", "must not be negative.");
        faults.If(rules.MaxRatio is not 0 and not (>= 1 and < double.PositiveInfinity), "rules.max_ratio", "must be 1 or more.");
        faults.If(rules.MaxTaken < 0, "rules.max_taken", "must not be negative.");
        return new CollectionRules(
            rules.HasMinResults ? rules.MinResults : 100,
            lookAt,
            rules.HasMinSide ? rules.MinSide : 112,
            rules.MaxRatio == 0 ? 2 : rules.MaxRatio,
            keep,
            rules.MaxTaken);
    }
}
