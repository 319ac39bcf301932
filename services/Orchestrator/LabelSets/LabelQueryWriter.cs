using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Writes the queries of label sets with their relevant images: each set once for each language and style.</summary>
internal sealed class LabelQueryWriter(
    Taxonomy taxonomy, LabelImages images, ImageIdTable ids, IReadOnlyList<string> styles, IReadOnlyList<string> languages)
{
    private readonly QueryIds _queryIds = new(taxonomy.Labels);

    /// <summary>What people made of the names; null where nobody was asked.</summary>
    public ReviewedNames? Reviewed { get; init; }

    public async Task WriteAsync(
        IReadOnlyList<IReadOnlyList<int[]>> levels,
        LabelQueryComposer composer,
        DatasetDraft draft,
        JobContext context,
        CancellationToken cancellationToken)
    {
        var stage = context.Begin("write queries", levels.Sum(l => (long)l.Count) * styles.Count * languages.Count);
        foreach (var sets in levels.SelectMany(level => level).Chunk(LabelQueryComposer.MaxBatch))
        {
            var texts = new List<IReadOnlyList<IReadOnlyList<string>>>();
            foreach (var language in languages)
            {
                var names = sets.Select(set => set.Select(label => taxonomy.Labels[label].Names[language]).ToArray()).ToArray();
                texts.Add(await composer.ComposeAsync(names, styles, language));
            }

            for (var i = 0; i < sets.Length; i++)
            {
                var relevant = images.Relevant(sets[i]);
                for (var language = 0; language < languages.Count; language++)
                {
                    for (var style = 0; style < styles.Count; style++)
                    {
                        var query = Query(sets[i], texts[language][i][style], styles[style], languages[language]);
                        await draft.AddQueryAsync(query, relevant.Images().Select(image => new Judgment(ids[image], 1)), cancellationToken);
                        stage.Add();
                    }
                }
            }
        }

        stage.Finish();
    }

    private DatasetQuery Query(int[] set, string text, string style, string language) => new(_queryIds.Of(set, style, language), text)
    {
        Language = language,
        Style = style,
        Level = set.Length,
        Labels = set.Select(label => taxonomy.Labels[label].Name).ToArray(),
        Provenance = "template",
        Reviewer = Reviewed?.ReviewersOf(set, language),
    };
}
