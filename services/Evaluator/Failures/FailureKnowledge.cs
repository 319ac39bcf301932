using ImageSearchBench.Evaluator.Duplicates;

namespace ImageSearchBench.Evaluator.Failures;

/// <summary>What is known of documents, whatever the query.</summary>
internal sealed class FailureKnowledge
{
    private readonly Dictionary<string, string[]> _labels = new(StringComparer.Ordinal);

    /// <summary>Near-duplicate groups.</summary>
    public DuplicateGroups Groups { get; } = new();

    /// <summary>Takes a document's labels; those sent later are added.</summary>
    public void AddLabels(string documentId, IEnumerable<string> labels) =>
        _labels[documentId] = [.. LabelsOf(documentId).Union(labels, StringComparer.Ordinal)];

    /// <summary>A document's labels; none where they are not known.</summary>
    public IReadOnlyList<string> LabelsOf(string documentId) => _labels.GetValueOrDefault(documentId, []);
}
