using ImageSearchBench.Contracts.Orchestrator.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageSearchBench.Standalone.Jobs;

/// <summary>Shows <c>120/600</c>.</summary>
internal sealed class StageCountColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(StageState.Of(task) is { } stage ? StageText.Count(stage) : "", Style.Plain);
}

/// <summary>Shows <c>85.2/s, 6 s left</c>.</summary>
internal sealed class StageRateColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(StageState.Of(task) is { } stage ? StageText.Rate(stage) : "", new Style(Color.Grey));
}

/// <summary>The stage behind a bar; a struct because Spectre.Console keeps only those beside a bar.</summary>
internal readonly record struct StageState(JobStage? Stage)
{
    /// <summary>Where a bar keeps it.</summary>
    public const string Key = "stage";

    /// <summary>The stage of a bar.</summary>
    public static JobStage? Of(ProgressTask task) => task.State.Get<StageState>(Key).Stage;
}
