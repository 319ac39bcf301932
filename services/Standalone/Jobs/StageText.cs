using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Jobs;

/// <summary>A stage's progress in words.</summary>
internal static class StageText
{
    /// <summary>Items done of all, such as <c>120/600</c>; what was left out is said.</summary>
    public static string Count(JobStage stage)
    {
        var count = stage.Total > 0 ? $"{Tables.Count(stage.Done)}/{Tables.Count(stage.Total)}" : Tables.Count(stage.Done);
        return stage.Skipped > 0 ? $"{count}, {Tables.Count(stage.Skipped)} skipped" : count;
    }

    /// <summary>Items a second and the time left; empty where neither is known.</summary>
    public static string Rate(JobStage stage)
    {
        if (stage.Finished || stage.Rate <= 0)
            return "";
        var rate = string.Create(CultureInfo.InvariantCulture, $"{stage.Rate:0.#}/s");
        return stage.TimeLeft is { } left ? $"{rate}, {Time(left.ToTimeSpan().TotalSeconds)} left" : rate;
    }

    /// <summary>Time until the stage that a job is in is finished; empty where that is unknown.</summary>
    public static string Left(Job job) =>
        job.State == JobState.Running && job.Stages.LastOrDefault(s => !s.Finished)?.TimeLeft is { } left ? Time(left.ToTimeSpan().TotalSeconds) : "";

    /// <summary>Tokens and money, such as <c>12,500 tokens, 0.04 USD</c>; empty for work without language models.</summary>
    public static string Cost(JobCost? cost)
    {
        if (cost is null)
            return "";
        var money = cost.Money.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Value:0.####} {m.Key}"));
        return string.Join(", ", money.Prepend($"{Tables.Count(cost.InputTokens + cost.OutputTokens)} tokens"));
    }

    /// <summary>A time in its two largest units.</summary>
    public static string Time(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), TimeSpan.FromDays(1000).TotalSeconds));
        return time switch
        {
            { TotalMinutes: < 1 } => $"{time.Seconds} s",
            { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
            _ => $"{(int)time.TotalHours} h {time.Minutes} min",
        };
    }
}
