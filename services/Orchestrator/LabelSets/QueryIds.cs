using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Readable ids of label queries, such as <c>dog+traffic_light.word.en</c>.</summary>
internal sealed class QueryIds
{
    private readonly string[] _slugs;

    /// <param name="labels">The labels; two whose names differ only in signs get a number.</param>
    public QueryIds(IReadOnlyList<Label> labels)
    {
        var ids = new ReadableIds();
        _slugs = labels.Select(l => ids.Take(ReadableIds.Slug(l.Name, "label"))).ToArray();
    }

    public string Of(IEnumerable<int> labels, string style, string language) =>
        $"{string.Join('+', labels.Select(i => _slugs[i]))}.{style}.{language}";
}
