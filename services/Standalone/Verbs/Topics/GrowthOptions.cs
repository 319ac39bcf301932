using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Verbs.Topics;

/// <summary>The options of <c>isb build topics</c> that say how topics and objects are written.</summary>
internal sealed class GrowthOptions
{
    private readonly Option<string> _language = new("--language") { Description = "Language to write in: zh or en", HelpName = "TAG", DefaultValueFactory = _ => "zh" };
    private readonly Option<string?> _model = new("--model") { Description = "Language model that writes; without it the first writer", HelpName = "NAME" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of everything drawn at random", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _topicRounds = new("--topic-rounds") { Description = "Most rounds that write topics", HelpName = "N", DefaultValueFactory = _ => 200 };
    private readonly Option<int> _maxTopics = new("--max-topics") { Description = "Stop at this many topics", HelpName = "N", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _objectRounds = new("--object-rounds") { Description = "Most rounds that write objects of a topic", HelpName = "N", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _maxObjects = new("--max-objects") { Description = "Stop a topic at this many written objects; 0: no limit", HelpName = "N" };
    private readonly Option<int> _dryRounds = new("--dry-rounds") { Description = "Stop after this many rounds in a row that added nothing", HelpName = "N", DefaultValueFactory = _ => 10 };
    private readonly Option<double> _similarity = new("--similarity") { Description = "Drop an object more similar than this to an accepted one; 0: the method's own limit", HelpName = "S" };
    private readonly Option<string?> _embedder = new("--embedder") { Description = "Sentence embedder that compares meaning; without it any that is there, else characters", HelpName = "MODEL" };
    private readonly Option<long> _maxTokens = new("--max-tokens") { Description = "Most tokens that writing may take; 0: no limit", HelpName = "N" };
    private readonly Option<double> _maxCost = new("--max-cost") { Description = "Most money that writing may cost; 0: no limit", HelpName = "X" };
    private readonly Option<bool> _review = new("--review") { Description = "Wait for people after each stage: they pick topics and objects ('isb review')" };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
            [_language, _model, _seed, _topicRounds, _maxTopics, _objectRounds, _maxObjects, _dryRounds, _similarity, _embedder, _maxTokens, _maxCost, _review])
            command.Options.Add(option);
    }

    /// <summary>Sets them.</summary>
    public void Read(ParseResult arguments, BuildTopicSet build)
    {
        build.Language = arguments.GetRequiredValue(_language);
        build.Model = arguments.GetValue(_model) ?? "";
        build.Seed = arguments.GetValue(_seed);
        build.TopicGrowth = new TopicGrowth
        {
            MaxRounds = BuildVerb.Positive("--topic-rounds", arguments.GetValue(_topicRounds)),
            MaxTopics = BuildVerb.Positive("--max-topics", arguments.GetValue(_maxTopics)),
            MaxDryRounds = BuildVerb.Positive("--dry-rounds", arguments.GetValue(_dryRounds)),
        };
        build.ObjectGrowth = new ObjectGrowth
        {
            MaxRounds = BuildVerb.Positive("--object-rounds", arguments.GetValue(_objectRounds)),
            MaxObjects = arguments.GetValue(_maxObjects),
            MaxDryRounds = arguments.GetValue(_dryRounds),
            SimilarityLimit = arguments.GetValue(_similarity),
            SentenceModel = arguments.GetValue(_embedder) ?? "",
        };
        build.MaxTokens = arguments.GetValue(_maxTokens);
        build.MaxCost = arguments.GetValue(_maxCost);
        build.Review = arguments.GetValue(_review);
    }
}
