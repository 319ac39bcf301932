namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Geohash (G. Niemeyer, 2008): longitude and latitude halved in turns, five bits a character. A length of 5 is a cell of about 5 km, 7 of
/// about 150 m.
/// </summary>
internal static class Geohash
{
    public const int MaxLength = 12;

    private const string Alphabet = "0123456789bcdefghjkmnpqrstuvwxyz";

    /// <summary>The cell's bits, the first character highest.</summary>
    /// <param name="lat">Degrees, −90 to 90.</param>
    /// <param name="lon">Degrees, −180 to 180.</param>
    /// <param name="length">Characters, 1 to 12.</param>
    public static ulong Cell(double lat, double lon, int length)
    {
        var (south, north, west, east) = (-90.0, 90.0, -180.0, 180.0);
        var cell = 0UL;
        for (var bit = 0; bit < length * 5; bit++)
        {
            var upper = bit % 2 == 0 ? Halve(lon, ref west, ref east) : Halve(lat, ref south, ref north);
            cell = (cell << 1) | (upper ? 1UL : 0UL);
        }

        return cell;
    }

    /// <summary>The cell's name.</summary>
    public static string Encode(double lat, double lon, int length)
    {
        var cell = Cell(lat, lon, length);
        return string.Create(length, cell, (text, bits) =>
        {
            for (var i = text.Length - 1; i >= 0; i--, bits >>= 5)
                text[i] = Alphabet[(int)(bits & 31)];
        });
    }

    private static bool Halve(double value, ref double low, ref double high)
    {
        var middle = (low + high) / 2;
        if (value >= middle)
        {
            low = middle;
            return true;
        }

        high = middle;
        return false;
    }
}
