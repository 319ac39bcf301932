using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Standalone.Verbs;
using ImageSearchBench.Standalone.Verbs.Topics;

namespace ImageSearchBench.Standalone.Demo;

/// <summary>A dataset of the demo with what was found on it.</summary>
internal sealed record DemoSet(Dataset Dataset, IReadOnlyList<Run> Runs, Comparison Comparison, string Report);

/// <summary>What the demo made.</summary>
internal sealed record DemoResult(DemoSet Labels, DemoSet Captions, DemoSet Topics)
{
    /// <summary>The sets, the one that the demo is about first.</summary>
    public IReadOnlyList<DemoSet> All => [Topics, Labels, Captions];
}

/// <summary>The whole way on a sample, by the same calls that the single verbs make.</summary>
internal sealed class DemoWorkflow(ServiceConnection services, Terminal terminal, BundledSample sample)
{
    /// <summary>Builds, evaluates, compares and reports; what is there from an earlier demo is used again.</summary>
    /// <param name="report">File of the topic set's page; those of the others lie beside it.</param>
    /// <param name="cancellationToken">Stops; the next call goes on.</param>
    public async Task<DemoResult> RunAsync(string report, CancellationToken cancellationToken)
    {
        await RequireLanguageModelAsync(cancellationToken);
        terminal.Note("1/7 Adding two encoders");
        var models = await AddModelsAsync(cancellationToken);

        terminal.Note("2/7 Building a label set (Precision)");
        var labels = await BuildVerb.LabelSetAsync(services, terminal, DemoSets.Labels(sample), cancellationToken);

        terminal.Note("3/7 Building a caption set (Recall)");
        var captions = await BuildCaptionsVerb.CaptionSetAsync(services, terminal, DemoSets.Captions(sample), cancellationToken);

        terminal.Note("4/7 Building a topic set (Precision and Recall together)");
        var topics = await BuildTopicsVerb.TopicSetAsync(services, terminal, DemoSets.Topics(sample), cancellationToken);

        terminal.Note("5/7 Evaluating both on all three: encoding, indexing, searching, scoring");
        Dataset[] datasets = [labels, captions, topics];
        var runs = new List<IReadOnlyList<Run>>();
        foreach (var dataset in datasets)
            runs.Add(await EvaluateAsync(dataset, models, cancellationToken));

        terminal.Note("6/7 Comparing them");
        var comparisons = new List<Comparison>();
        foreach (var pair in runs)
        {
            var compare = new CompareRuns { RunIds = { pair.Select(r => r.Id) }, Seed = DemoSets.Seed };
            comparisons.Add(await CompareVerb.RunAsync(services, terminal, compare, cancellationToken));
        }

        terminal.Note("7/7 Writing the reports");
        var sets = new List<DemoSet>();
        foreach (var (i, dataset) in datasets.Index())
        {
            var file = ReferenceEquals(dataset, topics) ? report : Beside(report, dataset.Kind);
            await ReportVerb.WriteAsync(services, new RenderReportRequest { RunIds = { runs[i].Select(r => r.Id) } }, file, cancellationToken);
            sets.Add(new DemoSet(dataset, runs[i], comparisons[i], file));
        }

        return new DemoResult(sets[0], sets[1], sets[2]);
    }

    // 'report.html' and 'labels' are 'report-labels.html'.
    private static string Beside(string report, string kind) =>
        Path.Combine(Path.GetDirectoryName(report)!, $"{Path.GetFileNameWithoutExtension(report)}-{kind}{Path.GetExtension(report)}");

    private async Task<IReadOnlyList<Run>> EvaluateAsync(Dataset dataset, IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        var runs = new List<Run>();
        foreach (var model in models)
        {
            var evaluate = new Evaluate { Dataset = dataset.Hash, System = new() { Model = model }, Seed = DemoSets.Seed };
            runs.Add(await EvaluateVerb.RunAsync(services, terminal, evaluate, cancellationToken));
        }

        return runs;
    }

    // Services in this process are given it; a server has the models that it was started with.
    private async Task RequireLanguageModelAsync(CancellationToken cancellationToken)
    {
        var reply = await services.QueryGeneration.ListLanguageModelsAsync(new ListLanguageModelsRequest(), cancellationToken: cancellationToken);
        if (reply.Models.All(m => m.Name != BundledSample.LanguageModel))
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"The demo needs the recorded language model '{BundledSample.LanguageModel}': start the server with QueryGeneration__Models__{BundledSample.LanguageModel}__Recording={sample.Recordings}, or leave --server away.");
        }
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
}
