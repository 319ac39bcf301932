using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>A query of a dataset in another format, with what is known of it.</summary>
/// <param name="Query">The query.</param>
/// <param name="Judgments">Its judgements, by image ids as the source has them.</param>
/// <param name="Place">Where the source names it: file and line, or file and entry.</param>
internal sealed record SourceQuery(DatasetQuery Query, IReadOnlyList<Judgment> Judgments, string Place);
