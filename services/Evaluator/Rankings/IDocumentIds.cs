namespace ImageSearchBench.Evaluator.Rankings;

/// <summary>The document ids of one topic's results, by position.</summary>
internal interface IDocumentIds
{
    /// <summary>Compares the ids at two positions by their UTF-8 bytes.</summary>
    int Compare(int first, int second);
}

/// <summary>Ids as .NET strings.</summary>
internal readonly struct StringIds(IReadOnlyList<string> ids) : IDocumentIds
{
    public int Compare(int first, int second) => Utf8Order.Compare(ids[first], ids[second]);
}
