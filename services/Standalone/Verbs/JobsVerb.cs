using System.CommandLine;
using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb jobs list|watch|pause|cancel|resume|retry</c>.</summary>
internal static class JobsVerb
{
    public static Command Create(Terminal terminal) =>
        new("jobs", "Long work: what runs, what failed, what can go on")
        {
            List(terminal), Watch(terminal), Pause(terminal), Cancel(terminal), Resume(terminal), Retry(terminal),
        };

    private static Command List(Terminal terminal) =>
        new Command("list", "Lists the jobs, newest first").RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
        {
            var jobs = await new JobRunner(services, terminal).ListAsync(cancellationToken).ToListAsync(cancellationToken);
            if (arguments.GetValue(GlobalOptions.Json))
                terminal.Json([.. jobs.Select(j => j.ToJson())], IsbJson.Readable.IReadOnlyListJobJson);
            else if (jobs.Count == 0)
                terminal.Line("No jobs yet.");
            else
                Show(terminal, jobs);
        });

    private static Command Watch(Terminal terminal)
    {
        var id = IdArgument();
        return new Command("watch", "Shows a job's progress until it ends") { id }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var job = await new JobRunner(services, terminal).WatchAsync(arguments.GetRequiredValue(id), cancellationToken);
                Show(terminal, job, arguments.GetValue(GlobalOptions.Json));
                JobRunner.RequireDone(job);
            });
    }

    private static Command Cancel(Terminal terminal)
    {
        var id = IdArgument();
        return new Command("cancel", "Asks a job to stop; what it finished stays") { id }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var request = new CancelJobRequest { JobId = arguments.GetRequiredValue(id) };
                var reply = await services.Jobs.CancelJobAsync(request, cancellationToken: cancellationToken);
                Show(terminal, reply.Job, arguments.GetValue(GlobalOptions.Json));
            });
    }

    private static Command Pause(Terminal terminal)
    {
        var id = IdArgument();
        return new Command("pause", "Asks a job to rest until it is resumed") { id }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var request = new PauseJobRequest { JobId = arguments.GetRequiredValue(id) };
                var reply = await services.Jobs.PauseJobAsync(request, cancellationToken: cancellationToken);
                Show(terminal, reply.Job, arguments.GetValue(GlobalOptions.Json));
            });
    }

    private static Command Resume(Terminal terminal) => GoingOn(
        terminal,
        "resume",
        "Lets a failed, cancelled or paused job go on where it stopped",
        async (jobs, id, cancellationToken) => (await jobs.ResumeJobAsync(new ResumeJobRequest { JobId = id }, cancellationToken: cancellationToken)).Job);

    private static Command Retry(Terminal terminal) => GoingOn(
        terminal,
        "retry",
        "Lets a job go on and tries again what it left out; what is done is kept",
        async (jobs, id, cancellationToken) => (await jobs.RetryJobAsync(new RetryJobRequest { JobId = id }, cancellationToken: cancellationToken)).Job);

    private static Command GoingOn(
        Terminal terminal, string name, string description, Func<JobService.JobServiceClient, string, CancellationToken, Task<Job>> goOn)
    {
        var id = IdArgument();
        return new Command(name, description) { id }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var going = await goOn(services.Jobs, arguments.GetRequiredValue(id), cancellationToken);
                var job = await new JobRunner(services, terminal).WatchAsync(going.Id, cancellationToken);
                Show(terminal, job, arguments.GetValue(GlobalOptions.Json));
                JobRunner.RequireDone(job);
            });
    }

    private static Argument<string> IdArgument() => new("JOB") { Description = "The job's id ('isb jobs list')" };

    private static void Show(Terminal terminal, Job job, bool json)
    {
        if (json)
            terminal.Json(job.ToJson(), IsbJson.Readable.JobJson);
        else
            Show(terminal, [job]);
    }

    private static void Show(Terminal terminal, IReadOnlyCollection<Job> jobs)
    {
        var table = Tables.WithColumns("job", "state", "created", "work", "cost", "left", "result");
        foreach (var job in jobs)
        {
            table.Row(
                job.Id,
                JsonMapping.State(job),
                job.CreateTime?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "",
                JsonMapping.Work(job),
                StageText.Cost(job.Cost),
                StageText.Left(job),
                JsonMapping.Short(JsonMapping.Result(job) ?? ""));
        }

        terminal.Write(table);
        // Reasons are sentences with paths in them: too long for a column.
        foreach (var job in jobs.Where(j => j.State == JobState.Failed))
            terminal.Line($"{job.Id} failed: {job.Error}");
        foreach (var job in jobs.Where(j => j.State == JobState.WaitingForReview))
            terminal.Line($"{job.Id} waits for review of '{job.Review.Stage}': {Tables.Count(job.Review.Pending)} of {Tables.Count(job.Review.Items)} not decided ('isb review {job.Id}').");
    }
}
