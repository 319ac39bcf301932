using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;

namespace ImageSearchBench.Standalone.Verbs.Topics;

/// <summary>The options of <c>isb build topics</c> that say which queries and images are kept.</summary>
internal sealed class CollectionOptions
{
    private readonly Option<int> _minResults = new("--min-results") { Description = "A query with fewer results in all is dropped", HelpName = "N", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _lookAt = new("--look-at") { Description = "Results of a query that are looked at", HelpName = "N", DefaultValueFactory = _ => 24 };
    private readonly Option<int> _minSide = new("--min-side") { Description = "An image with a shorter side, in pixels, is dropped", HelpName = "N", DefaultValueFactory = _ => 112 };
    private readonly Option<double> _maxRatio = new("--max-ratio") { Description = "An image whose long side is more than so many times its short one is dropped", HelpName = "X", DefaultValueFactory = _ => 2 };
    private readonly Option<int> _keep = new("--keep") { Description = "Images kept of a query; one with fewer is dropped", HelpName = "N", DefaultValueFactory = _ => 12 };
    private readonly Option<int> _maxTaken = new("--max-taken") { Description = "A query of which more images belong to earlier ones is dropped; so many are passed over", HelpName = "N" };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_minResults, _lookAt, _minSide, _maxRatio, _keep, _maxTaken])
            command.Options.Add(option);
    }

    /// <summary>The rules' numbers.</summary>
    /// <exception cref="UsageException">One of them is out of its range.</exception>
    public CollectionRules Read(ParseResult arguments) => new()
    {
        MinResults = arguments.GetValue(_minResults),
        LookAt = BuildVerb.Positive("--look-at", arguments.GetValue(_lookAt)),
        MinSide = arguments.GetValue(_minSide),
        MaxRatio = arguments.GetValue(_maxRatio) is >= 1 and var ratio
            ? ratio
            : throw new UsageException($"--max-ratio {arguments.GetValue(_maxRatio)}: must be 1 or more."),
        Keep = BuildVerb.Positive("--keep", arguments.GetValue(_keep)),
        MaxTaken = arguments.GetValue(_maxTaken),
    };
}
