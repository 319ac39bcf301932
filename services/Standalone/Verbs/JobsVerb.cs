using System.CommandLine;
using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb jobs list|watch|cancel|resume</c>.</summary>
internal static class JobsVerb
{
    public static Command Create(Terminal terminal) =>
        new("jobs", "Long work: what runs, what failed, what can go on") { List(terminal), Watch(terminal), Cancel(terminal), Resume(terminal) };

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

    private static Command Resume(Terminal terminal)
    {
        var id = IdArgument();
        return new Command("resume", "Lets a failed or cancelled job go on where it stopped") { id }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var request = new ResumeJobRequest { JobId = arguments.GetRequiredValue(id) };
                var resumed = (await services.Jobs.ResumeJobAsync(request, cancellationToken: cancellationToken)).Job;
                var job = await new JobRunner(services, terminal).WatchAsync(resumed.Id, cancellationToken);
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
        var table = Tables.WithColumns("job", "state", "created", "work", "result");
        foreach (var job in jobs)
        {
            table.Row(
                job.Id,
                JsonMapping.State(job),
                job.CreateTime?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "",
                JsonMapping.Work(job),
                JsonMapping.Result(job) is { } result ? result[..Math.Min(12, result.Length)] : "");
        }

        terminal.Write(table);
        // Reasons are sentences with paths in them: too long for a column.
        foreach (var job in jobs.Where(j => j.State == JobState.Failed))
            terminal.Line($"{job.Id} failed: {job.Error}");
        foreach (var job in jobs.Where(j => j.State == JobState.WaitingForReview))
            terminal.Line($"{job.Id} waits for review of '{job.Review.Stage}': {Tables.Count(job.Review.Pending)} of {Tables.Count(job.Review.Items)} not decided ('isb review {job.Id}').");
    }
}
