namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Pictures and texts of what a page shows, by id.</summary>
/// <param name="Pictures">Pictures of images; null for one that cannot be shown.</param>
/// <param name="Texts">Texts, where answers are texts.</param>
internal sealed record ShownDocuments(IReadOnlyDictionary<string, ReportThumbnail?> Pictures, IReadOnlyDictionary<string, string> Texts);
