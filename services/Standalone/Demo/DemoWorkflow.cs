using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Standalone.Verbs;

namespace ImageSearchBench.Standalone.Demo;

/// <summary>What the demo made.</summary>
internal sealed record DemoResult(Dataset Dataset, IReadOnlyList<Run> Runs, Comparison Comparison, string Report);

/// <summary>The whole way on a sample, by the same calls that the single verbs make.</summary>
internal sealed class DemoWorkflow(ServiceConnection services, Terminal terminal, BundledSample sample)
{
    private const ulong Seed = 1;

    /// <summary>Builds, evaluates, compares and reports; what is there from an earlier demo is used again.</summary>
    /// <param name="report">File of the page.</param>
    /// <param name="cancellationToken">Stops; the next call goes on.</param>
    public async Task<DemoResult> RunAsync(string report, CancellationToken cancellationToken)
    {
        terminal.Note("1/5 Adding two encoders");
        var models = await AddModelsAsync(cancellationToken);

        terminal.Note("2/5 Building a label set");
        var dataset = await BuildVerb.LabelSetAsync(services, terminal, LabelSet(), cancellationToken);

        terminal.Note("3/5 Evaluating both: encoding, indexing, searching, scoring");
        var runs = new List<Run>();
        foreach (var model in models)
        {
            var evaluate = new Evaluate { Dataset = dataset.Hash, System = new() { Model = model }, Seed = Seed };
            runs.Add(await EvaluateVerb.RunAsync(services, terminal, evaluate, cancellationToken));
        }

        terminal.Note("4/5 Comparing them");
        var compare = new CompareRuns { RunIds = { runs.Select(r => r.Id) }, Seed = Seed };
        var comparison = await CompareVerb.RunAsync(services, terminal, compare, cancellationToken);

        terminal.Note("5/5 Writing the report");
        await ReportVerb.WriteAsync(services, new RenderReportRequest { RunIds = { compare.RunIds } }, report, cancellationToken);
        return new DemoResult(dataset, runs, comparison, report);
    }

    private async Task<IReadOnlyList<string>> AddModelsAsync(CancellationToken cancellationToken)
    {
        var there = await ModelsVerb.ListAsync(services, cancellationToken).Select(m => m.Name).ToHashSetAsync(cancellationToken: cancellationToken);
        var names = new List<string>();
        foreach (var folder in sample.Models)
        {
            var name = Path.GetFileName(folder);
            if (!there.Contains(name))
                await ModelsVerb.AddAsync(services, folder, name, cancellationToken);
            names.Add(name);
        }

        return names;
    }

    private BuildLabelSet LabelSet() => new()
    {
        Name = "scenes",
        Annotations = sample.Annotations,
        Images = sample.Images,
        Taxonomy = sample.Taxonomy,
        Levels = 3,
        MaxPerLevel = 100,
        Styles = { "word", "sentence" },
        Languages = { "zh", "en" },
        Seed = Seed,
    };
}
