using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Runs;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>Opens what a run was evaluated on.</summary>
internal sealed class RunDatasets(RunStore runs, DatasetStore datasets)
{
    /// <summary>The dataset; for an image-to-text run seen from its images.</summary>
    /// <exception cref="Hosting.Errors.BenchException">Its folder is gone.</exception>
    public async Task<DatasetReader> OpenAsync(Run run, CancellationToken cancellationToken)
    {
        var dataset = await datasets.GetAsync(run.DatasetHash, cancellationToken);
        return run.Direction is SearchDirection.TextToImage
            ? await DatasetReader.OpenAsync(dataset, cancellationToken)
            : await ImageToTextView.OpenAsync(dataset, Path.Combine(runs.FolderOf(run.Id), RunFiles.View), cancellationToken);
    }
}
