using System.Globalization;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>What people made of the names of searchable labels.</summary>
/// <param name="Taxonomy">The labels with the decided names; their order is as it was.</param>
/// <param name="Languages">Languages that were looked at.</param>
/// <param name="Rejected">Labels of which a name was rejected: nothing asks for them.</param>
/// <param name="Items">What became of each name.</param>
internal sealed record ReviewedNames(
    Taxonomy Taxonomy, IReadOnlyList<string> Languages, IReadOnlyList<int> Rejected, IReadOnlyList<ReviewedItem> Items)
{
    private readonly ILookup<string, ReviewedItem> _items = Items.ToLookup(i => i.Key, StringComparer.Ordinal);

    /// <summary>Who decided about the names in a query.</summary>
    public string? ReviewersOf(int[] set, string language) =>
        ReviewSummary.Names(set.SelectMany(label => _items[NameReview.Key(Taxonomy.Labels[label], language)]));
}

/// <summary>Lets people look at the names that queries call labels by: edited ones are used, and a label with a rejected one is left out.</summary>
internal static class NameReview
{
    private const string Stage = "names";

    public static string Key(Label label, string language) => $"{label.Name}.{language}";

    /// <exception cref="BenchException">No label is left.</exception>
    public static async Task<ReviewedNames> RunAsync(
        BuildLabelSetSpec spec, Taxonomy taxonomy, LabelImages images, JobContext context, CancellationToken cancellationToken)
    {
        var searchable = images.Searchable(spec.MinImages);
        var languages = QueryLanguages.Choose(spec, taxonomy, searchable.Select(label => new[] { label }).ToArray());
        var names = languages.SelectMany(language => searchable.Select(label => (Label: label, Language: language))).ToArray();
        var decided = new Dictionary<string, ReviewedItem>(StringComparer.Ordinal);

        // Two labels of one name would give one query with two answers: names that became the same are put up again.
        for (var round = 1; names.Length > 0; round++)
        {
            var stage = round == 1 ? Stage : string.Create(CultureInfo.InvariantCulture, $"{Stage} {round}");
            var proposals = names.Select(n => Propose(taxonomy, images, n.Label, n.Language, decided)).ToArray();
            foreach (var item in await context.ReviewAsync(stage, proposals, wait: true, cancellationToken))
                decided[item.Key] = item;
            taxonomy = Rename(taxonomy, spec, languages, decided);
            names = Same(taxonomy, searchable, languages, decided).ToArray();
        }

        var rejected = searchable.Where(label => languages.Any(l => !decided[Key(taxonomy.Labels[label], l)].IsKept)).ToArray();
        if (rejected.Length > 0 && rejected.Length == searchable.Count)
            throw new BenchException(ErrorKind.FailedPrecondition, "A name of every label was rejected: nothing is left to ask for. Start a new job.");
        return new ReviewedNames(taxonomy, languages, rejected, decided.Values.ToArray());
    }

    private static ReviewProposal Propose(
        Taxonomy taxonomy, LabelImages images, int index, string language, Dictionary<string, ReviewedItem> decided)
    {
        var label = taxonomy.Labels[index];
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["label"] = label.Name,
            ["images"] = images.Relevant(index).Count().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (other, name) in label.Names.Where(n => n.Key != language))
            details[other] = name;
        if (decided.ContainsKey(Key(label, language)))
        {
            details["same as"] = string.Join(", ", taxonomy.Labels
                .Where(l => l.Name != label.Name && l.Names.GetValueOrDefault(language) == label.Names[language])
                .Select(l => l.Name));
        }

        return new ReviewProposal(Key(label, language), ReviewKind.Name, label.Names[language]) { Group = language, Details = details };
    }

    private static Taxonomy Rename(
        Taxonomy taxonomy, BuildLabelSetSpec spec, IReadOnlyList<string> languages, Dictionary<string, ReviewedItem> decided)
    {
        var labels = taxonomy.Labels.Select(label =>
        {
            var names = new Dictionary<string, string>(label.Names, StringComparer.Ordinal);
            foreach (var language in languages)
            {
                if (decided.GetValueOrDefault(Key(label, language)) is { IsKept: true } item)
                    names[language] = item.Text;
            }

            return label with { Names = names };
        });
        return new Taxonomy(labels.ToArray(), spec.Taxonomy.Length > 0 ? spec.Taxonomy : spec.Annotations);
    }

    private static IEnumerable<(int Label, string Language)> Same(
        Taxonomy taxonomy, IReadOnlyList<int> searchable, IReadOnlyList<string> languages, Dictionary<string, ReviewedItem> decided) =>
        languages.SelectMany(language => searchable
            .Where(label => languages.All(l => decided[Key(taxonomy.Labels[label], l)].IsKept))
            .GroupBy(label => taxonomy.Labels[label].Names[language], StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .SelectMany(same => same.Select(label => (label, language))));
}
