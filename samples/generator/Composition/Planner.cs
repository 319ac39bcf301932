using ImageSearchBench.Scenes.Drawing;
using ImageSearchBench.Scenes.Kinds;
using ImageSearchBench.Scenes.Scenery;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>Decides what a scene shows.</summary>
internal static class Planner
{
    private const int MostObjects = 7;

    /// <param name="theme">Where it is.</param>
    /// <param name="air">Light and weather.</param>
    /// <param name="rng">The scene's own generator.</param>
    public static ScenePlan Plan(Theme theme, Atmosphere air, Rng rng)
    {
        var kinds = PickKinds(theme, rng);
        var left = MostObjects - kinds.Count;
        var groups = new List<Group>(kinds.Count);
        foreach (var kind in kinds)
        {
            var count = Math.Min(1 + rng.Weighted([0.6f, 0.25f, 0.15f]), Math.Min(kind.Most, 1 + left));
            left -= count - 1;
            var mixed = count > 1 && kind.NamesColour && kind != Plants.Tree && rng.Chance(kind == People.Person ? 0.6f : 0.3f);
            var tint = kind == Plants.Tree && !theme.Gardened ? Tint.Green : rng.Pick(kind.Tints);
            groups.Add(new Group(kind, tint, rng.Below(kind.Variants), count, mixed));
        }

        return new ScenePlan(theme, air, rng.Pick(theme.Accents), groups);
    }

    private static List<Kind> PickKinds(Theme theme, Rng rng)
    {
        var wanted = 1 + rng.Weighted([0.07f, 0.14f, 0.36f, 0.27f, 0.16f]);
        var kinds = new List<Kind>();
        if (rng.Chance(0.85f)) kinds.AddRange(Shuffled(theme.Clusters[rng.Below(theme.Clusters.Length)], rng).Take(wanted));
        var pool = theme.Clusters.SelectMany(cluster => cluster).Concat(theme.Others).ToArray();
        while (kinds.Count < wanted)
        {
            var kind = rng.Pick(pool);
            if (!kinds.Contains(kind)) kinds.Add(kind);
        }

        return kinds;
    }

    private static Kind[] Shuffled(Kind[] kinds, Rng rng)
    {
        var copy = (Kind[])kinds.Clone();
        for (var i = copy.Length - 1; i > 0; i--)
        {
            var j = rng.Below(i + 1);
            (copy[i], copy[j]) = (copy[j], copy[i]);
        }

        return copy;
    }
}
