using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Duplicates;

/// <summary>Which documents are near-duplicates of each other.</summary>
internal sealed class DuplicateGroups
{
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Whether there are any.</summary>
    public bool Any => _count > 0;

    /// <summary>Takes a group.</summary>
    /// <exception cref="BenchException">A document is in a group already.</exception>
    public void Add(IEnumerable<string> documentIds)
    {
        foreach (var id in documentIds)
        {
            if (!_groups.TryAdd(id, _count))
                throw BenchException.Invalid($"Document '{id}' is in two near-duplicate groups; a document is in one at most.", "duplicate_groups");
        }

        _count++;
    }

    /// <summary>The group of a document; -1 where it stands alone.</summary>
    public int Of(string documentId) => _groups.GetValueOrDefault(documentId, -1);

    /// <summary>Whether two documents are the same or near-duplicates.</summary>
    public bool AreAlike(string first, string second) => first == second || (Of(first) is >= 0 and var group && group == Of(second));
}
