namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>A line of <c>qrels.tsv</c>, without its query: 0 not relevant, positive relevant, negative unusable.</summary>
internal readonly record struct Judgment(string ImageId, int Grade);
