using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Photos that were left out: how many, and the first ones with their reasons.</summary>
internal sealed class SkippedPhotos
{
    private readonly List<SkippedItem> _first = [];
    private long _count;

    public SkippedSummary Summary => new(_count, _first);

    public void Add(string image, string reason)
    {
        _count++;
        if (_first.Count < ProgressTracker.MaxSkippedKept)
            _first.Add(new SkippedItem(image, reason));
    }
}
