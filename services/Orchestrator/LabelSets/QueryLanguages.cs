using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>In which languages a label set can ask.</summary>
internal static class QueryLanguages
{
    /// <summary>Languages there are templates for, in the order in which a dataset has them.</summary>
    public static readonly IReadOnlyList<string> Known = ["zh", "en"];

    private const int MaxNamed = 20;

    /// <summary>The languages asked for; without a wish, all that every searchable label has a name in.</summary>
    /// <exception cref="BenchException">A searchable label has no name in a language that is asked for, or in any.</exception>
    public static IReadOnlyList<string> Choose(BuildLabelSetSpec spec, Taxonomy taxonomy, IReadOnlyList<int[]> searchable)
    {
        var labels = searchable.Select(set => taxonomy.Labels[set[0]]).ToArray();
        var faults = new List<string>();
        foreach (var language in spec.Languages)
        {
            var nameless = labels.Where(l => !l.Names.ContainsKey(language)).Select(l => $"'{l.Name}'").ToArray();
            if (nameless.Length > 0)
            {
                var more = nameless.Length > MaxNamed ? $" and {nameless.Length - MaxNamed} more" : "";
                faults.Add($"No name in '{language}' for {string.Join(", ", nameless.Take(MaxNamed))}{more}: add '{language}' to these labels in the taxonomy.");
            }
        }

        if (faults.Count > 0)
            throw BenchException.Invalid(string.Join(" ", faults), "languages");
        if (spec.Languages.Count > 0)
            return spec.Languages;

        var all = Known.Where(language => labels.All(l => l.Names.ContainsKey(language))).ToArray();
        return all.Length > 0
            ? all
            : throw BenchException.Invalid("There is no language in which every searchable label has a name: complete 'zh' or 'en' in the taxonomy.", "taxonomy");
    }
}
