using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary><c>isb review</c>.</summary>
internal static class ReviewVerb
{
    public static Command Create(Terminal terminal)
    {
        var job = new Argument<string>("JOB") { Description = "The job's id ('isb jobs list')" };
        var stage = new Option<string?>("--stage") { Description = "What to review; without it what the job waits for", HelpName = "NAME" };
        var reviewer = new Option<string>("--reviewer")
        {
            Description = "Who decides",
            HelpName = "NAME",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var export = new Option<string?>("--export") { Description = "Write all items as CSV, for a spreadsheet, and decide nothing", HelpName = "FILE" };
        var import = new Option<string?>("--import") { Description = "Take decisions from such a file", HelpName = "FILE" };
        var acceptAll = new Option<bool>("--accept-all") { Description = "Accept what nobody has decided, and complete the review" };
        var rejectRest = new Option<bool>("--reject-rest") { Description = "Reject what nobody has decided, and complete the review" };
        var complete = new Option<bool>("--complete") { Description = "Complete the review, so that the job goes on; fails while anything is not decided" };
        return new Command("review", "Shows what a job proposes, item by item: accept, reject, edit, skip, undo")
            {
                job, stage, reviewer, export, import, acceptAll, rejectRest, complete,
            }
            .RunsWithServices(
                terminal,
                arguments => ReviewWork.Read(
                    arguments.GetRequiredValue(job),
                    arguments.GetValue(stage),
                    arguments.GetRequiredValue(reviewer),
                    arguments.GetValue(export),
                    arguments.GetValue(import),
                    Pending(arguments.GetValue(acceptAll), arguments.GetValue(rejectRest)),
                    arguments.GetValue(complete),
                    arguments.GetValue(GlobalOptions.Json)),
                (work, _, services, cancellationToken) => RunAsync(work, services, terminal, cancellationToken));
    }

    private static PendingItems Pending(bool accept, bool reject) => (accept, reject) switch
    {
        (true, true) => throw new UsageException("--accept-all and --reject-rest: give one of them."),
        (true, false) => PendingItems.Accept,
        (false, true) => PendingItems.Reject,
        _ => PendingItems.Unspecified,
    };

    private static async Task RunAsync(ReviewWork work, ServiceConnection services, Terminal terminal, CancellationToken cancellationToken)
    {
        var stage = await ReviewStage.OpenAsync(services.Reviews, work.Job, work.Stage, work.Reviewer, cancellationToken);
        if (work.Export is { } file)
        {
            var items = await ReviewCsvWriter.WriteAsync(stage, file, cancellationToken);
            terminal.Note($"{Tables.Count(items)} items written to {file}. Fill the columns 'decision' and 'text', then: isb review {work.Job} --import {file}");
        }
        else if (work.Import is { } decisions)
        {
            terminal.Note($"{Tables.Count(await ReviewCsvImport.RunAsync(stage, decisions, terminal, cancellationToken))} decisions taken from {decisions}.");
        }

        var wantsCompletion = work.Complete;
        if (work.AsksPeople)
            wantsCompletion |= await ReviewSession.RunAsync(stage, terminal, cancellationToken);

        var progress = wantsCompletion
            ? await stage.CompleteAsync(work.Pending, cancellationToken)
            : await stage.ReadProgressAsync(cancellationToken);
        var job = (await services.Jobs.GetJobAsync(new GetJobRequest { JobId = work.Job }, cancellationToken: cancellationToken)).Job;
        if (wantsCompletion && !services.Remote)
        {
            // This process is the server: the job goes on here or not at all.
            job = await new JobRunner(services, terminal).WatchAsync(work.Job, cancellationToken);
        }

        Show(terminal, job, progress, work.Json);
        if (wantsCompletion && !services.Remote)
            JobRunner.RequireDone(job);
        else if (wantsCompletion)
            terminal.Note($"Job {job.Id} goes on at the server: 'isb jobs watch {job.Id}' shows it.");
    }

    private static void Show(Terminal terminal, Job job, ReviewProgress progress, bool json)
    {
        if (json)
        {
            terminal.Json(ReviewJson.Of(job, progress), ReviewJsonContext.Readable.ReviewJson);
            return;
        }

        terminal.Line(
            $"{progress.Stage}: {Tables.Count(progress.Items)} items, {Tables.Count(progress.Accepted)} accepted, {Tables.Count(progress.Edited)} edited, "
            + $"{Tables.Count(progress.Rejected)} rejected, {Tables.Count(progress.Pending)} not decided{(progress.Completed ? "; the review is complete" : "")}");
        if (JsonMapping.Result(job) is { } result)
            terminal.Line(result);
    }
}
