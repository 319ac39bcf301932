using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>What counts as the same place and the same time. Unknown places and times are no place and no time: 0.</summary>
internal sealed class PhotoGrain(PlaceGrain place, int geohashLength, TimeGrain time)
{
    private const int MaxStackBytes = 256;

    private readonly long _ticks = time is TimeGrain.Day ? TimeSpan.TicksPerDay : TimeSpan.TicksPerHour;

    /// <summary>Number of a photo's place. Texts are told apart by 64 bits of their hash: 10 million of them meet with 1 chance in 300,000.</summary>
    public ulong PlaceOf(Photo photo)
    {
        if (HasCell(photo))
            return 1 + Geohash.Cell(photo.Lat!.Value, photo.Lon!.Value, geohashLength);

        var text = photo.Place.AsSpan().Trim();
        if (text.IsEmpty)
            return 0;
        Span<char> lower = text.Length <= MaxStackBytes ? stackalloc char[text.Length] : new char[text.Length];
        text.ToLowerInvariant(lower);
        Span<byte> bytes = lower.Length * 3 <= MaxStackBytes ? stackalloc byte[lower.Length * 3] : new byte[lower.Length * 3];

        // The highest bit keeps texts apart from cells, which take 60 bits at most.
        return XxHash3.HashToUInt64(bytes[..Encoding.UTF8.GetBytes(lower, bytes)]) | (1UL << 63);
    }

    /// <summary>A photo's place as a dataset tells it: its text, else its cell and no finer.</summary>
    public string? PlaceText(Photo photo) =>
        !string.IsNullOrWhiteSpace(photo.Place) ? photo.Place.Trim()
        : HasCell(photo) ? Geohash.Encode(photo.Lat!.Value, photo.Lon!.Value, geohashLength)
        : null;

    /// <summary>Number of a photo's time.</summary>
    public int TimeOf(Photo photo) => TryReadTime(photo.Time, out var taken) ? 1 + (int)(taken.Ticks / _ticks) : 0;

    /// <summary>Reads a time as the photo's clock showed it: an offset from UTC is left alone.</summary>
    /// <returns>False where there is none or it cannot be read.</returns>
    public static bool TryReadTime(string? text, out DateTime taken)
    {
        taken = default;
        if (string.IsNullOrEmpty(text))
            return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return false;
        taken = time.DateTime;
        return true;
    }

    private bool HasCell(Photo photo) => place is PlaceGrain.Geohash && photo is { Lat: not null, Lon: not null };
}
