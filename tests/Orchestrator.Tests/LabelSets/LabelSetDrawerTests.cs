using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Tests.LabelSets;

/// <summary>The drawer against a count that looks at every image for every combination.</summary>
public sealed class LabelSetDrawerTests
{
    [Property(MaxTest = 100)]
    public Property Keeps_exactly_the_combinations_that_enough_images_carry()
    {
        var worlds =
            from labels in Gen.Choose(1, 6)
            from images in Gen.Choose(1, 150)
            from bits in Gen.Choose(0, (1 << labels) - 1).ArrayOf(images)
            from least in Gen.Choose(1, 8)
            select (labels, bits, least);
        return Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            var drawer = Drawer(world.labels, world.bits, world.least, maxPerLevel: int.MaxValue, maxCounted: int.MaxValue);
            var levels = drawer.Draw(3, CancellationToken.None);

            var expected = Enumerable.Range(1, (1 << world.labels) - 1)
                .Where(set => int.PopCount(set) <= 3 && world.bits.Count(b => (b & set) == set) >= world.least)
                .Select(set => string.Join(',', Enumerable.Range(0, world.labels).Where(l => (set >> l & 1) != 0)))
                .Order(StringComparer.Ordinal);
            levels.SelectMany(l => l).Select(s => string.Join(',', s)).Order(StringComparer.Ordinal).Should().Equal(expected);
        });
    }

    [Fact]
    public void Drawing_a_part_gives_different_valid_sets_that_the_seed_decides()
    {
        var random = new Random(5);
        var bits = Enumerable.Range(0, 500).Select(_ => random.Next(1 << 16)).ToArray();
        var one = Sets(Drawer(16, bits, 10, maxPerLevel: 30, seed: 1));
        var two = Sets(Drawer(16, bits, 10, maxPerLevel: 30, seed: 1));
        var other = Sets(Drawer(16, bits, 10, maxPerLevel: 30, seed: 2));

        one.Should().Equal(two);
        one.Should().NotEqual(other);
        one.Should().OnlyHaveUniqueItems();
        one.Count(s => s.Split(',').Length == 2).Should().Be(30);
        one.Count(s => s.Split(',').Length == 3).Should().Be(30);
    }

    [Fact]
    public void Where_there_are_too_many_candidates_they_are_drawn_and_still_counted_exactly()
    {
        var random = new Random(6);
        var bits = Enumerable.Range(0, 500).Select(_ => random.Next(1 << 16) & random.Next(1 << 16)).ToArray();
        var drawer = Drawer(16, bits, 20, maxPerLevel: 25, maxCounted: 100);

        var sets = drawer.Draw(3, CancellationToken.None);

        sets[1].Should().NotBeEmpty();
        foreach (var set in sets.SelectMany(s => s))
        {
            var mask = set.Sum(l => 1 << l);
            bits.Count(b => (b & mask) == mask).Should().BeGreaterThanOrEqualTo(20);
        }

        sets[1].Select(s => string.Join(',', s)).Should().OnlyHaveUniqueItems();
        drawer.Draw(3, CancellationToken.None).SelectMany(l => l).Select(s => string.Join(',', s))
            .Should().Equal(sets.SelectMany(l => l).Select(s => string.Join(',', s)));
    }

    [Property(MaxTest = 100)]
    public Property Empty_sets_are_carried_by_no_image_although_enough_carry_all_labels_but_one()
    {
        var worlds =
            from labels in Gen.Choose(2, 7)
            from bits in Gen.Choose(0, (1 << labels) - 1).ArrayOf(40)
            from levels in Gen.Choose(1, 4)
            from counted in Gen.Elements(0, int.MaxValue)
            select (labels, bits: bits.Select((b, i) => b & bits[(i + 1) % bits.Length]).ToArray(), levels, counted);
        return Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            const int Least = 3;
            var drawer = Drawer(world.labels, world.bits, Least, maxPerLevel: int.MaxValue, maxCounted: world.counted == 0 ? 200 : int.MaxValue);
            var levels = drawer.Draw(world.levels, CancellationToken.None);

            var sets = drawer.DrawEmpty(levels, 5, CancellationToken.None);

            drawer.DrawEmpty(levels, 5, CancellationToken.None).Should().BeEquivalentTo(sets, o => o.WithStrictOrdering());
            sets.Select(s => string.Join(',', s)).Should().OnlyHaveUniqueItems();
            sets.Count.Should().BeLessThanOrEqualTo(5);
            foreach (var set in sets)
            {
                set.Length.Should().BeInRange(2, Math.Max(2, world.levels));
                Carriers(set).Should().Be(0);
                set.Max(left => Carriers(set.Where(l => l != left))).Should().BeGreaterThanOrEqualTo(Least);
            }

            int Carriers(IEnumerable<int> set)
            {
                var mask = set.Sum(l => 1 << l);
                return world.bits.Count(b => (b & mask) == mask);
            }
        });
    }

    [Fact]
    public void A_label_is_not_combined_with_what_it_implies()
    {
        var names = new Dictionary<string, string>();
        var taxonomy = new Taxonomy([new Label("animal", names, [], []), new Label("dog", names, ["animal"], [])], "t");
        var dog = new CategoryImages();
        for (var i = 0; i < 20; i++)
        {
            dog.All.Set(i);
            dog.Large.Set(i);
        }

        var images = new LabelImages(taxonomy, new Dictionary<string, CategoryImages> { ["dog"] = dog }, All(20));
        var levels = new LabelSetDrawer(taxonomy, images, 5, 10, 1).Draw(3, CancellationToken.None);

        levels[0].Select(s => s[0]).Should().Equal(0, 1);
        levels[1].Should().BeEmpty();
    }

    [Fact]
    public void The_generator_gives_its_published_numbers()
    {
        // First outputs of SplitMix64 with seed 1234567, from the reference implementation (Vigna, splitmix64.c).
        var random = new SeededRandom(1234567);

        new[] { random.Next(), random.Next(), random.Next() }
            .Should().Equal(6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL);
    }

    private static List<string> Sets(LabelSetDrawer drawer) =>
        drawer.Draw(3, CancellationToken.None).SelectMany(l => l).Select(s => string.Join(',', s)).ToList();

    private static LabelSetDrawer Drawer(int labels, int[] bits, int least, int maxPerLevel, ulong seed = 1, int maxCounted = 2_000_000)
    {
        var all = Enumerable.Range(0, labels).Select(l => new Label($"l{l}", new Dictionary<string, string>(), [], [])).ToArray();
        var taxonomy = new Taxonomy(all, "t");
        var categories = all.ToDictionary(l => l.Name, _ => new CategoryImages());
        for (var image = 0; image < bits.Length; image++)
        {
            for (var label = 0; label < labels; label++)
            {
                if ((bits[image] >> label & 1) == 0)
                    continue;
                categories[$"l{label}"].All.Set(image);
                categories[$"l{label}"].Large.Set(image);
            }
        }

        return new LabelSetDrawer(taxonomy, new LabelImages(taxonomy, categories, All(bits.Length)), least, maxPerLevel, seed) { MaxCounted = maxCounted };
    }

    private static ImageBitmap All(int count)
    {
        var all = new ImageBitmap();
        for (var i = 0; i < count; i++)
            all.Set(i);
        return all;
    }
}
