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
                ? Choose(CountAll(below, searchable, minImages, int.MaxValue, cancellationToken), maxPerLevel, random)
                : CountSome(below, searchable, minImages, int.MaxValue, maxPerLevel, random, cancellationToken);
            kept.Sort(CompareSets);
            result.Add(kept);
        }

        return result;
    }

    /// <summary>
    /// Draws sets that no image carries, although enough carry all labels but one: what a person might well ask for. They are spread
    /// evenly over the levels from 2 on; there may be fewer than wanted.
    /// </summary>
    /// <param name="levels">What <see cref="Draw"/> gave.</param>
    /// <param name="count">Sets wanted.</param>
    /// <param name="cancellationToken">Stops drawing.</param>
    public IReadOnlyList<int[]> DrawEmpty(IReadOnlyList<IReadOnlyList<int[]>> levels, int count, CancellationToken cancellationToken)
    {
        var searchable = images.Searchable(minImages);
        var result = new List<int[]>();
        var last = Math.Max(2, levels.Count);
        for (var level = 2; level <= last; level++)
        {
            // What one level cannot give the next ones are asked for.
            var wanted = (count - result.Count + last - level) / (last - level + 1);
            var random = new SeededRandom(seed ^ ((ulong)(0x80 | level) << 56));
            var below = levels[level - 2];
            var kept = (long)below.Count * searchable.Count <= MaxCounted
                ? Choose(CountAll(below, searchable, least: 0, most: 0, cancellationToken), wanted, random)
                : CountSome(below, searchable, least: 0, most: 0, wanted, random, cancellationToken);
            kept.Sort(CompareSets);
            result.AddRange(kept);
        }

        return result;
    }

    private List<int[]> CountAll(
        IReadOnlyList<int[]> below, IReadOnlyList<int> searchable, int least, int most, CancellationToken cancellationToken)
    {
        var found = new List<int[]>[below.Count];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, below.Count, options, i =>
        {
            var carried = images.Relevant(below[i]);
            found[i] = searchable
                .Where(label => MayCombine(below[i], label) && IsWithin(carried, label, least, most))
                .Select(label => Combine(below[i], label))
                .ToList();
        });

        // A set of three comes up once for each pair in it.
        var seen = new HashSet<int[]>(new SetComparer());
        return found.SelectMany(sets => sets).Where(seen.Add).ToList();
    }

    private List<int[]> CountSome(
        IReadOnlyList<int[]> below, IReadOnlyList<int> searchable, int least, int most, int wanted, SeededRandom random, CancellationToken cancellationToken)
    {
        var seen = new HashSet<int[]>(new SetComparer());
        var kept = new List<int[]>();
        for (var draw = 0; draw < MaxCounted && kept.Count < wanted; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var set = below[random.Below(below.Count)];
            var label = searchable[random.Below(searchable.Count)];
            if (!MayCombine(set, label))
                continue;
            var combined = Combine(set, label);
            if (seen.Add(combined) && IsWithin(images.Relevant(set), label, least, most))
                kept.Add(combined);
        }

        return kept;
    }

    /// <summary>So many of them, each as likely as any other (Fisher and Yates).</summary>
    private static List<int[]> Choose(List<int[]> sets, int most, SeededRandom random)
    {
        if (sets.Count <= most)
            return sets;
        for (var i = 0; i < most; i++)
        {
            var other = i + random.Below(sets.Count - i);
            (sets[i], sets[other]) = (sets[other], sets[i]);
        }

        return sets[..most];
    }

    private bool MayCombine(int[] set, int label) => !set.Any(other => taxonomy.Implies(other, label));

    private bool IsWithin(ImageBitmap carried, int label, int least, int most)
    {
        var count = ImageBitmap.CountBoth(carried, images.Relevant(label));
        return count >= least && count <= most;
    }

    private static int[] Combine(int[] set, int label)
    {
        int[] combined = [.. set, label];
        Array.Sort(combined);
        return combined;
    }

    private static int CompareSets(int[] a, int[] b) => a.AsSpan().SequenceCompareTo(b);

    /// <summary>Label sets by their labels.</summary>
    private sealed class SetComparer : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] set)
        {
            var hash = default(HashCode);
            foreach (var label in set)
                hash.Add(label);
            return hash.ToHashCode();
        }
    }
}
