using ImageSearchBench.Scenes.Kinds;
using ImageSearchBench.Scenes.Output;
using ImageSearchBench.Scenes.Scenery;

namespace ImageSearchBench.Scenes.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public void Ids_and_names_are_unique_and_ids_have_gaps()
    {
        var kinds = Catalogue.All;
        kinds.Select(kind => kind.Id).Should().OnlyHaveUniqueItems();
        kinds.Select(kind => kind.En).Should().OnlyHaveUniqueItems();
        kinds.Select(kind => kind.Zh).Should().OnlyHaveUniqueItems();
        (kinds[^1].Id - kinds[0].Id + 1).Should().BeGreaterThan(kinds.Count, "COCO's ids have gaps, and readers must cope");
    }

    [Fact]
    public void Every_kind_is_at_home_somewhere()
    {
        var placed = Themes.All.SelectMany(theme => theme.Clusters.SelectMany(cluster => cluster).Concat(theme.Others)).ToHashSet();
        Catalogue.All.Should().OnlyContain(kind => placed.Contains(kind));
        placed.Should().OnlyContain(kind => Catalogue.All.Contains(kind));
    }

    [Fact]
    public void Taxonomy_covers_every_category_and_has_no_cycle()
    {
        var labels = Taxonomy.Build().Labels.ToDictionary(label => label.Name);
        foreach (var kind in Catalogue.All) labels.Should().ContainKey(kind.En);
        foreach (var label in labels.Values)
        {
            label.Equivalents.Should().OnlyContain(name => labels.ContainsKey(name) && labels[name].Equivalents.Contains(label.Name));
            Ancestors(label.Name, labels).Should().NotContain(label.Name);
        }
    }

    private static HashSet<string> Ancestors(string name, Dictionary<string, TaxonomyLabel> labels)
    {
        var seen = new HashSet<string>();
        var left = new Stack<string>(labels[name].Parents);
        while (left.TryPop(out var next))
        {
            if (!seen.Add(next)) continue;
            foreach (var parent in labels[next].Parents) left.Push(parent);
        }

        return seen;
    }
}
