using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Output;
using Spectre.Console;

namespace ImageSearchBench.Standalone.Jobs;

/// <summary>Shows how a job goes on: a bar for each stage on a terminal, plain lines elsewhere.</summary>
internal static class JobProgress
{
    /// <summary>Follows the states of a job to its end, or until it is paused or waits for people.</summary>
    /// <returns>The last state.</returns>
    public static Task<Job> ShowAsync(Terminal terminal, IAsyncStreamReader<WatchJobResponse> states, CancellationToken cancellationToken) =>
        terminal.Progress is { } console
            ? ShowBarsAsync(console, states, cancellationToken)
            : ShowLinesAsync(new ProgressLines(terminal.Note, TimeProvider.System), states, cancellationToken);

    private static async Task<Job> ShowBarsAsync(IAnsiConsole console, IAsyncStreamReader<WatchJobResponse> states, CancellationToken cancellationToken)
    {
        var last = new Job();
        await console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 30 },
                new PercentageColumn(),
                new StageCountColumn(),
                new StageRateColumn())
            .StartAsync(async context =>
            {
                var bars = new Dictionary<int, ProgressTask>();
                while (!IsResting(last) && await states.MoveNext(cancellationToken))
                {
                    last = states.Current.Job;
                    for (var i = 0; i < last.Stages.Count; i++)
                        Update(context, bars, i, last.Stages[i]);
                }
            });
        return last;
    }

    private static void Update(ProgressContext context, Dictionary<int, ProgressTask> bars, int index, JobStage stage)
    {
        if (!bars.TryGetValue(index, out var bar))
        {
            // A stage that has not begun shows no bar yet.
            if (!stage.Finished && stage.Done == 0 && stage.Rate == 0)
                return;
            bars[index] = bar = context.AddTask(Markup.Escape(Terminal.Printable(stage.Name)));
        }

        bar.IsIndeterminate = stage is { Total: 0, Finished: false };
        bar.MaxValue = Math.Max(stage.Total, 1);
        bar.Value = stage.Finished ? bar.MaxValue : stage.Done;
        bar.State.Update<StageState>(StageState.Key, _ => new StageState(stage));
        if (stage.Finished)
            bar.StopTask();
    }

    private static async Task<Job> ShowLinesAsync(
        ProgressLines lines, IAsyncStreamReader<WatchJobResponse> states, CancellationToken cancellationToken)
    {
        var last = new Job();
        while (!IsResting(last) && await states.MoveNext(cancellationToken))
        {
            last = states.Current.Job;
            lines.Show(last);
        }

        return last;
    }

    // Nothing moves until somebody does something, which may be never.
    private static bool IsResting(Job job) => job.State is JobState.Paused or JobState.WaitingForReview;
}
