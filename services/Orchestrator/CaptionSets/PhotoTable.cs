using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// All photos in shuffled order, as small numbers: place, time, and where the photo's line is; 28 bytes a photo. The order is that of each
/// name's hash with the seed, so that it does not depend on the order of the file or of the folder, and further photos do not change the
/// order of those that were there.
/// </summary>
internal sealed class PhotoTable
{
    private readonly List<ulong> _order = [];
    private readonly List<ulong> _places = [];
    private readonly List<int> _times = [];
    private readonly List<long> _offsets = [];
    private readonly long _seed;

    private PhotoTable(ulong seed) => _seed = unchecked((long)seed);

    /// <summary>Number of photos.</summary>
    public int Count => Places.Length;

    /// <summary>Each photo's place; 0 where it is unknown.</summary>
    public ulong[] Places { get; private set; } = [];

    /// <summary>Each photo's time; 0 where it is unknown.</summary>
    public int[] Times { get; private set; } = [];

    /// <summary>Byte offset of each photo's line.</summary>
    public long[] Offsets { get; private set; } = [];

    /// <summary>Reads a file through. Photos of a size or shape that is not taken, and unwanted ones, are left out and reported.</summary>
    /// <param name="file">The file, at its start.</param>
    /// <param name="grain">What counts as the same place and time.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    /// <param name="fault">Why a photo is not wanted; null when it is.</param>
    /// <param name="stage">Told of each photo.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BenchException">A line is broken, or a photo is there twice.</exception>
    public static async Task<PhotoTable> ReadAsync(
        PhotoFile file, PhotoGrain grain, ulong seed, Func<Photo, string?> fault, StageTracker stage, CancellationToken cancellationToken)
    {
        var table = new PhotoTable(seed);
        await foreach (var (photo, offset) in file.ReadAsync(cancellationToken))
        {
            if (fault(photo) is { } reason)
            {
                stage.Skip(photo.Image, reason);
                continue;
            }

            table.Add(photo, offset, grain);
            stage.Add();
        }

        table.Shuffle();
        await table.RequireNoneTwiceAsync(file, cancellationToken);
        table._order.Clear();
        table._order.TrimExcess();
        return table;
    }

    private void Add(Photo photo, long offset, PhotoGrain grain)
    {
        if (_order.Count == Array.MaxLength)
            throw BenchException.Invalid($"There are more than {Array.MaxLength} photos: split the metadata file.", "metadata");
        _order.Add(Order(photo.Image));
        _places.Add(grain.PlaceOf(photo));
        _times.Add(grain.TimeOf(photo));
        _offsets.Add(offset);
    }

    private ulong Order(string image)
    {
        Span<byte> stack = stackalloc byte[512];
        var bytes = image.Length * 3 <= stack.Length ? stack[..Encoding.UTF8.GetBytes(image, stack)] : Encoding.UTF8.GetBytes(image);
        return XxHash3.HashToUInt64(bytes, _seed);
    }

    private void Shuffle()
    {
        var order = _order.ToArray();
        var rows = new int[order.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = i;
        Array.Sort(order, rows);
        _order.Clear();
        _order.AddRange(order);
        Places = Arrange(_places, rows);
        Times = Arrange(_times, rows);
        Offsets = Arrange(_offsets, rows);
    }

    private static T[] Arrange<T>(List<T> column, int[] rows)
    {
        var arranged = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            arranged[i] = column[rows[i]];
        column.Clear();
        column.TrimExcess();
        return arranged;
    }

    // The same name has the same place in the order: only neighbours have to be compared. Different names with the same hash, a matter of
    // one chance in 300,000 for ten million photos, take the order of their names.
    private async Task RequireNoneTwiceAsync(PhotoFile file, CancellationToken cancellationToken)
    {
        for (var i = 1; i < Count; i++)
        {
            if (_order[i] != _order[i - 1])
                continue;
            var before = (await file.ReadAtAsync(Offsets[i - 1], cancellationToken)).Image;
            var image = (await file.ReadAtAsync(Offsets[i], cancellationToken)).Image;
            var difference = string.CompareOrdinal(before, image);
            if (difference == 0)
                throw BenchException.Invalid($"The photo '{image}' is in the metadata file twice: remove one of the lines.", "metadata");
            if (difference > 0)
                Swap(i - 1, i);
        }
    }

    private void Swap(int a, int b)
    {
        (Places[a], Places[b]) = (Places[b], Places[a]);
        (Times[a], Times[b]) = (Times[b], Times[a]);
        (Offsets[a], Offsets[b]) = (Offsets[b], Offsets[a]);
    }
}
