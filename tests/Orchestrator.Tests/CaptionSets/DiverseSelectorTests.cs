using System.Collections;
using FsCheck.Xunit;
using ImageSearchBench.Orchestrator.CaptionSets;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class DiverseSelectorTests
{
    [Fact]
    public void Takes_new_places_then_new_times_then_the_rest()
    {
        //                  0  1  2  3  4  5  6
        ulong[] places = [1, 1, 2, 1, 2, 0, 0];
        int[] times = [5, 5, 5, 6, 6, 7, 0];

        var selection = Select(places, times, 7);

        selection.Positions.Should().Equal(0, 2, 3, 5, 1, 4, 6);
        Enumerable.Range(0, 7).Select(selection.PurposeOf).Should().Equal(
            Purpose.Place, Purpose.Place, Purpose.Time, Purpose.Time, Purpose.Number, Purpose.Number, Purpose.Number);
    }

    [Property(MaxTest = 300)]
    public void It_is_the_method_word_for_word((byte Place, byte Time)[] photos, byte wanted)
    {
        var (places, times) = Columns(photos);
        Select(places, times, wanted).Positions.Should().Equal(ByTheBook(places, times, wanted));
    }

    [Property(MaxTest = 300)]
    public void A_smaller_set_is_the_beginning_of_a_larger_one((byte Place, byte Time)[] photos, byte wanted)
    {
        var (places, times) = Columns(photos);
        var all = Select(places, times, photos.Length).Positions;
        Select(places, times, wanted).Positions.Should().Equal(all.Take(wanted));
    }

    [Property(MaxTest = 300)]
    public void Opening_only_chosen_photos_gives_what_opening_all_first_would((byte Place, byte Time, bool Bad)[] photos, byte wanted)
    {
        var (places, times) = Columns(photos.Select(p => (p.Place, p.Time)).ToArray());
        var lazy = SelectGood(places, times, wanted, new BitArray(photos.Length), p => photos[p].Bad);

        var allBad = new BitArray(photos.Select(p => p.Bad).ToArray());
        lazy.Should().Equal(new DiverseSelector(places, times).Select(wanted, allBad, CancellationToken.None).Positions);
    }

    [Property(MaxTest = 300)]
    public void Photos_that_stand_in_come_behind_those_that_were_chosen((byte Place, byte Time, bool Bad)[] photos, byte wanted, byte more)
    {
        var (places, times) = Columns(photos.Select(p => (p.Place, p.Time)).ToArray());
        var excluded = new BitArray(photos.Length);
        var first = SelectGood(places, times, wanted, excluded, p => photos[p].Bad);

        SelectGood(places, times, wanted + more, excluded, p => photos[p].Bad).Take(first.Count).Should().Equal(first);
    }

    private static IReadOnlyList<int> SelectGood(ulong[] places, int[] times, int wanted, BitArray excluded, Func<int, bool> isBad)
    {
        while (true)
        {
            var chosen = new DiverseSelector(places, times).Select(wanted, excluded, CancellationToken.None).Positions;
            var bad = chosen.Where(isBad).ToArray();
            if (bad.Length == 0)
                return chosen;
            foreach (var p in bad)
                excluded[p] = true;
        }
    }

    // Steps c to e of the method, as they are written, over sets of what was seen.
    private static List<int> ByTheBook(ulong[] places, int[] times, int wanted)
    {
        var taken = new List<int>();
        bool SeenPlace(int i) => places[i] == 0 || taken.Exists(t => places[t] == places[i]);
        bool SeenTime(int i) => times[i] == 0 || taken.Exists(t => times[t] == times[i]);
        foreach (var takes in new Func<int, bool>[] { i => !SeenPlace(i), i => !SeenPlace(i) || !SeenTime(i), _ => true })
        {
            for (var i = 0; i < places.Length && taken.Count < wanted; i++)
            {
                if (!taken.Contains(i) && takes(i))
                    taken.Add(i);
            }
        }

        return taken;
    }

    private static (ulong[] Places, int[] Times) Columns((byte Place, byte Time)[] photos) =>
        (photos.Select(p => (ulong)p.Place % 8).ToArray(), photos.Select(p => p.Time % 8).ToArray());

    private static Selection Select(ulong[] places, int[] times, int wanted) =>
        new DiverseSelector(places, times).Select(wanted, new BitArray(places.Length), CancellationToken.None);
}
