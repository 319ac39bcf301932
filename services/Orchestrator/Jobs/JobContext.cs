using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>What a job has while it runs: its folder, and where it tells how far it is, and people to ask.</summary>
/// <param name="jobId">The job's id.</param>
/// <param name="workFolder">Folder of what it has done so far; removed once it has succeeded.</param>
/// <param name="progress">Where it tells how far it is.</param>
/// <param name="reviews">What jobs ask people.</param>
/// <param name="retryFailed">What an earlier try left out is tried again; what it did is kept.</param>
internal sealed class JobContext(string jobId, string workFolder, ProgressTracker progress, ReviewStore reviews, bool retryFailed = false)
{
    public string JobId => jobId;

    public bool RetryFailed => retryFailed;

    public string WorkFolder => workFolder;

    /// <summary>Begins a stage; the one before it must be finished.</summary>
    /// <param name="name">Name for people, such as <c>encode images</c>.</param>
    /// <param name="total">Items in all; 0 while unknown.</param>
    public StageTracker Begin(string name, long total = 0) => progress.Begin(name, total);

    /// <summary>Begins a stage, or goes on with it where its items come in several rounds.</summary>
    /// <param name="stage">The stage; null where it is not begun.</param>
    /// <param name="name">Name for people.</param>
    /// <param name="total">Items in all, those of earlier rounds included; 0 while unknown.</param>
    public StageTracker BeginOrGoOn(StageTracker? stage, string name, long total)
    {
        if (stage is null)
            return Begin(name, total);
        stage.GoOn(total);
        return stage;
    }

    /// <summary>
    /// Hands proposals to people, and returns what became of them once the review is complete: all items in the order proposed, and what
    /// people added behind its group. Where nothing is proposed, nobody is asked.
    /// </summary>
    /// <param name="stage">Name of what is reviewed, such as <c>names</c>; unique within the job.</param>
    /// <param name="proposals">The items. A run that is started again proposes the same ones; further ones are put up as a stage of their own,
    /// <c>names more</c>, and come last.</param>
    /// <param name="wait">People are asked; otherwise everything is accepted by nobody (reviewer <c>""</c>), and returned at once.</param>
    /// <param name="cancellationToken">Stops; nothing is stored then.</param>
    /// <exception cref="ReviewPendingException">People have not decided yet. The job gives its slot free, and its handler runs again from its
    /// beginning, as after a restart, when they have; this call returns then.</exception>
    public async Task<IReadOnlyList<ReviewedItem>> ReviewAsync(
        string stage, IReadOnlyList<ReviewProposal> proposals, bool wait, CancellationToken cancellationToken)
    {
        if (proposals.FirstOrDefault(p => p.Key.Length == 0 || p.Key.StartsWith(ReviewedItem.AddedPrefix, StringComparison.Ordinal)) is { } bad)
            throw new ArgumentException($"'{bad.Key}' is no key of a proposal.", nameof(proposals));

        var review = await reviews.ProposeAsync(jobId, stage, proposals, wait, cancellationToken);
        if (wait)
        {
            var tracker = Begin($"review {stage}", review.Items);
            tracker.Restore(review.Decided);
            if (!review.Completed)
                throw new ReviewPendingException(review);
            tracker.Finish();
        }

        // What was not there when the review was completed, such as captions that came with a later try, is put up by itself.
        var items = await reviews.ReadAsync(jobId, stage, cancellationToken);
        var known = items.Select(i => i.Key).ToHashSet(StringComparer.Ordinal);
        var more = proposals.Where(p => !known.Contains(p.Key)).ToArray();
        return more.Length == 0 ? items : [.. items, .. await ReviewAsync($"{stage} more", more, wait, cancellationToken)];
    }
}
