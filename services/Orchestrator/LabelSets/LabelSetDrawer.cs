using System.Runtime.InteropServices;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// Draws the label sets of each level: a set of the level below with another searchable label, kept when enough images carry all of
/// them. Counts are exact. The same input and seed give the same sets.
/// </summary>
/// <param name="taxonomy">Labels of which one implies another are not combined.</param>
/// <param name="images">Which images carry which labels.</param>
/// <param name="minImages">Images that must carry all labels of a set.</param>
/// <param name="maxPerLevel">Most sets kept on a level from 2 on.</param>
/// <param name="seed">Seed of the drawing.</param>
internal sealed class LabelSetDrawer(Taxonomy taxonomy, LabelImages images, int minImages, int maxPerLevel, ulong seed)
{
    /// <summary>Up to this many candidates are all counted; of more, this many are drawn.</summary>
    internal int MaxCounted { get; init; } = 2_000_000;

    /// <summary>Draws the sets, level by level; each ascending by label, and the sets of a level in order.</summary>
    public IReadOnlyList<IReadOnlyList<int[]>> Draw(int levels, CancellationToken cancellationToken)
    {
        var searchable = images.Searchable(minImages);
        var result = new List<IReadOnlyList<int[]>> { searchable.Select(label => new[] { label }).ToArray() };
        for (var level = 2; level <= levels; level++)
        {
            // Each level draws from numbers of its own: more sets on one level do not change what another level draws.
            var random = new SeededRandom(seed ^ ((ulong)level << 56));
            var below = result[^1];
            var kept = (long)below.Count * searchable.Count <= MaxCounted
                ? Choose(CountAll(below, searchable, cancellationToken), random)
                : CountSome(below, searchable, random, cancellationToken);
            kept.Sort(CompareSets);
            result.Add(kept);
        }

        return result;
    }

    private List<int[]> CountAll(IReadOnlyList<int[]> below, IReadOnlyList<int> searchable, CancellationToken cancellationToken)
    {
        var found = new List<int[]>[below.Count];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, below.Count, options, i =>
        {
            var carried = images.Relevant(below[i]);
            found[i] = searchable
                .Where(label => MayCombine(below[i], label) && HasEnough(carried, label))
                .Select(label => Combine(below[i], label))
                .ToList();
        });

        // A set of three comes up once for each pair in it.
        var seen = new HashSet<LabelKey>();
        return found.SelectMany(sets => sets).Where(set => seen.Add(new LabelKey(set))).ToList();
    }

    private List<int[]> CountSome(
        IReadOnlyList<int[]> below, IReadOnlyList<int> searchable, SeededRandom random, CancellationToken cancellationToken)
    {
        var seen = new HashSet<LabelKey>();
        var kept = new List<int[]>();
        for (var draw = 0; draw < MaxCounted && kept.Count < maxPerLevel; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var set = below[random.Below(below.Count)];
            var label = searchable[random.Below(searchable.Count)];
            if (!MayCombine(set, label))
                continue;
            var combined = Combine(set, label);
            if (seen.Add(new LabelKey(combined)) && HasEnough(images.Relevant(set), label))
                kept.Add(combined);
        }

        return kept;
    }

    /// <summary>So many of them, each as likely as any other (Fisher and Yates).</summary>
    private List<int[]> Choose(List<int[]> sets, SeededRandom random)
    {
        if (sets.Count <= maxPerLevel)
            return sets;
        for (var i = 0; i < maxPerLevel; i++)
        {
            var other = i + random.Below(sets.Count - i);
            (sets[i], sets[other]) = (sets[other], sets[i]);
        }

        return sets[..maxPerLevel];
    }

    private bool MayCombine(int[] set, int label) => !set.Any(other => taxonomy.Implies(other, label));

    private bool HasEnough(ImageBitmap carried, int label) => ImageBitmap.CountBoth(carried, images.Relevant(label)) >= minImages;

    private static int[] Combine(int[] set, int label)
    {
        int[] combined = [.. set, label];
        Array.Sort(combined);
        return combined;
    }

    private static int CompareSets(int[] a, int[] b) => a.AsSpan().SequenceCompareTo(b);

    /// <summary>A label set as a key; the method combines three labels at most.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct LabelKey(int A, int B, int C)
    {
        public LabelKey(int[] set)
            : this(set[0], set.Length > 1 ? set[1] : -1, set.Length > 2 ? set[2] : -1)
        {
        }
    }
}
