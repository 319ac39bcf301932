using System.Globalization;
using ImageSearchBench.Contracts.QueryGeneration.V1;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary>A line for each round of a generator, with its signals of drift.</summary>
internal static class Progress
{
    /// <summary>A round of stage 1.</summary>
    public static string Of(TopicRound round) => string.Create(
        CultureInfo.InvariantCulture,
        $"round {round.Round}: {(round.Topic.Length == 0 ? "nothing to read" : round.Topic)} +{round.Added.Count}{Drift(round.Drift)}");

    /// <summary>A round of stage 2.</summary>
    public static string Of(ObjectRound round) => string.Create(
        CultureInfo.InvariantCulture,
        $"{round.Topic} round {round.Round}: +{round.Added.Count} -{round.Rejected.Count}{Drift(round.Drift)}{(round.StopReason == StopReason.Unspecified ? "" : $", done ({round.StopReason})")}");

    private static string Drift(DriftSignals drift) => string.Create(
        CultureInfo.InvariantCulture,
        $", mean length {drift.MeanLength:0.0} (yours {drift.CheckedMeanLength:0.0}), {drift.DistinctHeads} heads of {drift.Generated}, {drift.RejectedShare:0%} rejected{(drift.Drifting ? " — DRIFTING" : "")}");
}
