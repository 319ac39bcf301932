using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Writes the queries of label sets with their relevant images: each set once for each language and style.</summary>
internal sealed class LabelQueryWriter(
    Taxonomy taxonomy, LabelImages images, ImageIdTable ids, IReadOnlyList<string> styles, IReadOnlyList<string> languages)
{
    /// <summary>The style that a language model writes; the others are templates.</summary>
    public const string Natural = "natural";

    /// <summary>What people made of the names; null where nobody was asked.</summary>
    public ReviewedNames? Reviewed { get; init; }

    private readonly QueryIds _queryIds = new(taxonomy.Labels);
    private readonly string[] _templates = styles.Where(s => s != Natural).ToArray();

    /// <summary>Writes queries.</summary>
    /// <param name="sets">The label sets; those from <paramref name="firstEmpty"/> on are ones that no image carries.</param>
    /// <param name="firstEmpty">Number of sets before the first that no image carries.</param>
    /// <param name="natural">For each language the natural query of each set; empty without the style.</param>
    /// <param name="composer">Writes the template styles.</param>
    /// <param name="draft">Where they go.</param>
    /// <param name="context">The job.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public async Task WriteAsync(
        IReadOnlyList<int[]> sets,
        int firstEmpty,
        IReadOnlyDictionary<string, IReadOnlyList<NaturalQuery>> natural,
        LabelQueryComposer composer,
        DatasetDraft draft,
        JobContext context,
        CancellationToken cancellationToken)
    {
        var stage = context.Begin("write queries", (long)sets.Count * styles.Count * languages.Count);
        foreach (var part in sets.Index().Chunk(LabelQueryComposer.MaxBatch))
        {
            var texts = new List<IReadOnlyList<IReadOnlyList<string>>>();
            foreach (var language in languages.Where(_ => _templates.Length > 0))
                texts.Add(await composer.ComposeAsync(part.Select(p => Names(p.Item, language)).ToArray(), _templates, language));

            foreach (var (place, (index, set)) in part.Index())
            {
                var judgments = index < firstEmpty ? images.Relevant(set).Images().Select(image => new Judgment(ids[image], 1)) : [];
                foreach (var query in languages.Index().SelectMany(l => Queries(set, l.Item, _templates.Length > 0 ? texts[l.Index][place] : [], natural, index)))
                {
                    await draft.AddQueryAsync(index < firstEmpty ? query : query with { Negative = true }, judgments, cancellationToken);
                    stage.Add();
                }
            }
        }

        stage.Finish();
    }

    /// <summary>The names of a set's labels in a language.</summary>
    public IReadOnlyList<string> Names(int[] set, string language) => set.Select(label => taxonomy.Labels[label].Names[language]).ToArray();

    private IEnumerable<DatasetQuery> Queries(
        int[] set, string language, IReadOnlyList<string> texts, IReadOnlyDictionary<string, IReadOnlyList<NaturalQuery>> natural, int index)
    {
        foreach (var style in styles)
        {
            if (style != Natural)
                yield return Query(set, texts[Array.IndexOf(_templates, style)], style, language) with { Provenance = "template" };
            else if (natural[language][index] is { Fault: null } written)
            {
                yield return Query(set, written.Text, style, language) with
                {
                    Provenance = $"{written.ModelId} {written.Prompt}".Trim(),
                    Model = written.ModelId,
                    Prompt = written.Prompt,
                    Seed = written.Seed,
                };
            }
        }
    }

    private DatasetQuery Query(int[] set, string text, string style, string language) => new(_queryIds.Of(set, style, language), text)
    {
        Language = language,
        Style = style,
        Level = set.Length,
        Labels = set.Select(label => taxonomy.Labels[label].Name).ToArray(),
        Reviewer = Reviewed?.ReviewersOf(set, language),
    };
}
