using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Jobs;

/// <summary>A job waits for people: nothing is wrong, but there is no result yet.</summary>
internal sealed class ReviewNeededException(Job job)
    : Exception(
        $"Job {job.Id} waits for review: {Tables.Count(job.Review?.Pending ?? 0)} of {Tables.Count(job.Review?.Items ?? 0)} items of "
        + $"'{job.Review?.Stage}' are not decided. 'isb review {job.Id}' shows them; it goes on when they are.");
