using System.Globalization;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Time and place of a photo from its EXIF data.</summary>
internal static class PhotoExif
{
    /// <summary>What a file's EXIF data says; a file without any, or with broken data, is a photo of unknown time and place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">Its path below the folder.</param>
    public static Photo Read(string path, string image)
    {
        var photo = new Photo(image);
        try
        {
            var directories = ImageMetadataReader.ReadMetadata(path);
            var location = directories.OfType<GpsDirectory>().FirstOrDefault()?.GetGeoLocation();

            // Cameras without a fix write zeros.
            return photo with
            {
                Time = ReadTime(directories),
                Lat = IsOnEarth(location) ? location!.Latitude : null,
                Lon = IsOnEarth(location) ? location!.Longitude : null,
            };
        }
        catch (Exception)
        {
            // The reader throws all kinds of exceptions on hostile files. Whether the photo can be used is found out when it is decoded.
            return photo;
        }
    }

    private static string? ReadTime(IEnumerable<MetadataExtractor.Directory> directories)
    {
        foreach (var directory in directories.OfType<ExifSubIfdDirectory>())
        {
            if (directory.TryGetDateTime(ExifDirectoryBase.TagDateTimeOriginal, out var taken))
                return taken.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        }

        return null;
    }

    private static bool IsOnEarth(GeoLocation? location) =>
        location is { IsZero: false, Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 };
}
