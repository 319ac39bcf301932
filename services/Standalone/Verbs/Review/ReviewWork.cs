using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>What a call of <c>isb review</c> is to do.</summary>
/// <param name="Job">The job.</param>
/// <param name="Stage">What to review; null for what the job waits for.</param>
/// <param name="Reviewer">Who decides.</param>
/// <param name="Export">File to write the items to.</param>
/// <param name="Import">File to take decisions from.</param>
/// <param name="Pending">What becomes of items that nobody has decided.</param>
/// <param name="Complete">The review is to be completed.</param>
/// <param name="Json">Output is for programs.</param>
internal sealed record ReviewWork(
    string Job, string? Stage, string Reviewer, string? Export, string? Import, PendingItems Pending, bool Complete, bool Json)
{
    /// <summary>A person sits in front of it, or lines of decisions come from a file.</summary>
    public bool AsksPeople => Export is null && Import is null && !Complete && !Json;

    /// <exception cref="UsageException">The arguments contradict each other.</exception>
    public static ReviewWork Read(
        string job, string? stage, string reviewer, string? export, string? import, PendingItems pending, bool complete, bool json)
    {
        complete |= pending != PendingItems.Unspecified;
        if (export is not null && (import is not null || complete))
            throw new UsageException("--export writes the items and decides nothing: leave --import, --accept-all, --reject-rest and --complete away.");
        if (string.IsNullOrWhiteSpace(reviewer))
            throw new UsageException("--reviewer must say who decides: this system does not know the user's name.");
        return new ReviewWork(
            job, stage, reviewer, export is null ? null : Path.GetFullPath(export), import is null ? null : Path.GetFullPath(import), pending, complete, json);
    }
}
