using ImageSearchBench.QueryGeneration.Topics;

namespace ImageSearchBench.QueryGeneration.Objects;

/// <summary>How objects are drawn.</summary>
/// <param name="Rules">Character rules.</param>
/// <param name="SimilarityLimit">A candidate more similar than this to any accepted object is dropped.</param>
/// <param name="SampleChecked">Checked objects shown as examples.</param>
/// <param name="SampleGenerated">Generated objects shown as examples: the minority, since what is fed back drifts.</param>
/// <param name="AskObjects">Objects asked for.</param>
/// <param name="MaxRounds">Most rounds of a topic.</param>
/// <param name="MaxObjects">Stop a topic at this many generated objects; 0: no limit.</param>
/// <param name="MaxDryRounds">Stop a topic after this many rounds in a row that added nothing.</param>
internal sealed record ObjectOptions(
    CandidateRules Rules, double SimilarityLimit, int SampleChecked = 7, int SampleGenerated = 3, int AskObjects = 5, int MaxRounds = 100, int MaxObjects = 0,
    int MaxDryRounds = 10);

/// <summary>One round of one topic.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Round">Number within the topic, from 1.</param>
/// <param name="Added">Objects added.</param>
/// <param name="Rejected">Candidates not added.</param>
/// <param name="Drift">Signals after it.</param>
/// <param name="Stopped">Why the topic ended with it; null while it goes on.</param>
internal sealed record ObjectRound(
    string Topic, int Round, IReadOnlyList<string> Added, IReadOnlyList<Rejection> Rejected, DriftSignals Drift, StopReason? Stopped);
