using System.Collections;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Photos chosen, as positions in the shuffled order, in the order in which they were taken.</summary>
/// <param name="Positions">The photos.</param>
/// <param name="ByPlace">How many were taken for a place not seen before.</param>
/// <param name="ByTime">How many after them for a place or a time not seen before.</param>
internal sealed record Selection(IReadOnlyList<int> Positions, int ByPlace, int ByTime)
{
    /// <summary>How many to fill up.</summary>
    public int AtRandom => Positions.Count - ByPlace - ByTime;

    /// <summary>What one of them was taken for.</summary>
    /// <param name="number">Its number, from 0.</param>
    public Purpose PurposeOf(int number) => number < ByPlace ? Purpose.Place : number < ByPlace + ByTime ? Purpose.Time : Purpose.Number;
}

/// <summary>What a photo is taken for.</summary>
internal enum Purpose
{
    /// <summary>A place not seen before.</summary>
    Place,

    /// <summary>A place or a time not seen before.</summary>
    Time,

    /// <summary>The number of photos.</summary>
    Number,
}

/// <summary>
/// Chooses photos of as many places and times as there are (method 2.1 c to e), since captions of photos that are nearly the same fit each
/// other's photos. Photos of an unknown place or time (0) are no new place or time. Who is taken does not depend on photos that are not:
/// excluding any of those changes nothing, and the photos for a smaller number are the first ones for a larger number. Excluding one that is
/// taken changes nothing for those taken before it.
/// </summary>
/// <param name="places">Each photo's place, in shuffled order.</param>
/// <param name="times">Each photo's time, in the same order.</param>
internal sealed class DiverseSelector(ulong[] places, int[] times)
{
    /// <summary>Chooses up to <paramref name="count"/> photos.</summary>
    /// <param name="count">Photos wanted.</param>
    /// <param name="excluded">Photos that cannot be taken.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Selection Select(int count, BitArray excluded, CancellationToken cancellationToken)
    {
        var seenPlaces = new HashSet<ulong>();
        var seenTimes = new HashSet<int>();
        var closed = new BitArray(excluded);
        var taken = new List<int>(Math.Min(count, places.Length));

        Take(i =>
        {
            var isNew = places[i] != 0 && seenPlaces.Add(places[i]);
            if (isNew && times[i] != 0)
                seenTimes.Add(times[i]);
            return isNew;
        });
        var byPlace = taken.Count;
        Take(i => (places[i] != 0 && seenPlaces.Add(places[i])) | (times[i] != 0 && seenTimes.Add(times[i])));
        var byTime = taken.Count - byPlace;
        Take(_ => true);
        return new Selection(taken, byPlace, byTime);

        void Take(Func<int, bool> wants)
        {
            for (var i = 0; i < places.Length && taken.Count < count; i++)
            {
                if ((i & 0xFFFFF) == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                if (closed[i] || !wants(i))
                    continue;
                closed[i] = true;
                taken.Add(i);
            }
        }
    }
}
