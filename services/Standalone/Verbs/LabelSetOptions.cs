using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary>Options of <c>isb build labels</c> beyond boxes and templates: tags, crowds, negatives, natural queries.</summary>
internal sealed class LabelSetOptions
{
    private readonly Option<string?> _tags = new("--tags")
    {
        Description = "Output of a tagger instead of annotations (JSONL: image, tags, scores; CSV: image,tag,score)",
        HelpName = "FILE",
    };

    private readonly Option<double?> _minScore = new("--min-score")
    {
        Description = "Tags with a lower score are left out; without it all count",
        HelpName = "X",
    };

    private readonly Option<string> _crowd = new("--crowd")
    {
        Description = "What boxes round crowds count for: count (relevance, not searchability) or ignore (nothing)",
        HelpName = "WHAT",
        DefaultValueFactory = _ => "count",
    };

    private readonly Option<int> _negatives = new("--negatives")
    {
        Description = "Label sets that no image carries, as queries for which an empty answer is right",
        HelpName = "N",
    };

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Language model that writes natural queries; without it the first writer",
        HelpName = "NAME",
    };

    private readonly Option<long> _maxTokens = new("--max-tokens") { Description = "Most tokens that natural queries may take; 0: no limit", HelpName = "N" };

    private readonly Option<double> _maxCost = new("--max-cost") { Description = "Most money that natural queries may cost; 0: no limit", HelpName = "X" };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _tags, _minScore, _crowd, _negatives, _model, _maxTokens, _maxCost })
            command.Options.Add(option);
    }

    /// <summary>Puts what was given into the work.</summary>
    /// <exception cref="UsageException">An option cannot be meant.</exception>
    public BuildLabelSet Apply(ParseResult arguments, BuildLabelSet build)
    {
        build.Tags = ServerPaths.Absolute(arguments.GetValue(_tags));
        if (build.Annotations.Length == 0 == (build.Tags.Length == 0))
            throw new UsageException("Give --annotations or --tags, one of them.");
        if (arguments.GetValue(_minScore) is { } minScore)
            build.MinScore = build.Tags.Length > 0 ? minScore : throw new UsageException("--min-score is for --tags.");
        build.Crowd = arguments.GetRequiredValue(_crowd) switch
        {
            "count" => CrowdBoxes.Count,
            "ignore" => CrowdBoxes.Ignore,
            var other => throw new UsageException($"--crowd {other}: choose count or ignore."),
        };
        build.Negatives = arguments.GetValue(_negatives) is >= 0 and var negatives
            ? negatives
            : throw new UsageException("--negatives: must not be negative.");
        build.WriterModel = arguments.GetValue(_model) ?? "";
        build.MaxTokens = arguments.GetValue(_maxTokens);
        build.MaxCost = arguments.GetValue(_maxCost);
        return build;
    }
}
