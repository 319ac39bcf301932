using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Failures;

/// <summary>How to analyse failures.</summary>
/// <param name="Measure">Says how good a query is.</param>
/// <param name="PoorBelow">A query is poor where its value is below this.</param>
/// <param name="MaxFailures">Failures given, worst first.</param>
/// <param name="Depth">Results of a query that are looked at.</param>
/// <param name="Level">A judgement counts as relevant from this grade on.</param>
/// <param name="SliceBy">Attributes whose values are ranked by quality.</param>
/// <param name="ListLength">Entries of each list of the summary.</param>
internal sealed record FailurePlan(
    Measure Measure, double PoorBelow, int MaxFailures, int Depth, int Level, IReadOnlyList<string> SliceBy, int ListLength);

/// <summary>A topic with what can explain its failure.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Attributes">What it can be sliced by.</param>
/// <param name="Labels">Concepts that the query asks for together.</param>
/// <param name="SecondOpinions">Another judge's grades.</param>
/// <param name="IsCaption">Whether the query is a caption of its relevant image.</param>
internal sealed record FailureTopicData(
    TopicInput Topic, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Labels, IReadOnlyDictionary<string, int> SecondOpinions,
    bool IsCaption);

/// <summary>Why a query failed.</summary>
internal enum CauseKind
{
    /// <summary>Wrong results are near-duplicates of relevant images.</summary>
    NearDuplicate = 1,

    /// <summary>Wrong results are relevant by another judge.</summary>
    AnnotationHole,

    /// <summary>Wrong results show some of the query's concepts and not the others.</summary>
    PartialConcepts,

    /// <summary>Wrong results show another concept.</summary>
    ConfusedConcept,

    /// <summary>The caption fits other images too.</summary>
    VagueCaption,

    /// <summary>The caption does not describe its image.</summary>
    WrongCaption,

    /// <summary>Nothing in the data explains it.</summary>
    Unknown,
}

/// <summary>A cause with its evidence.</summary>
internal sealed record FoundCause(CauseKind Kind, double Strength, string Evidence, IReadOnlyList<string> Documents, IReadOnlyList<string> Labels);

/// <summary>A result that was looked at.</summary>
internal sealed record LookedAt(string DocumentId, double Score, int? Grade, IReadOnlyList<string> Satisfied);

/// <summary>A relevant document that is not among the results looked at; rank 0 where it was not found.</summary>
internal sealed record Missed(string DocumentId, int Grade, int Rank, double Score);

/// <summary>A poor query.</summary>
internal sealed record PoorQuery(
    string QueryId, double Value, IReadOnlyList<LookedAt> Found, IReadOnlyList<Missed> Missed, int Relevant, IReadOnlyList<FoundCause> Causes);
