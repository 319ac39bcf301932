using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Testing;
using NetVips;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class PhotoScanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PhotoScanTests() => Directory.CreateDirectory(_folder["photos/trip"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Finds_photos_in_sub_folders_with_what_EXIF_says()
    {
        WriteJpeg("photos/trip/a b.jpg", image =>
        {
            image.Set(GValue.GStrType, "exif-ifd2-DateTimeOriginal", "2024:05:01 13:45:10");
            image.Set(GValue.GStrType, "exif-ifd3-GPSLatitudeRef", "S");
            image.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "25/1 22/1 5775/100");
            image.Set(GValue.GStrType, "exif-ifd3-GPSLongitudeRef", "W");
            image.Set(GValue.GStrType, "exif-ifd3-GPSLongitude", "49/1 15/1 5582/100");
        });
        WriteJpeg("photos/none.JPG", _ => { });
        WriteJpeg("photos/zero.jpg", image => image.Set(GValue.GStrType, "exif-ifd2-DateTimeOriginal", "0000:00:00 00:00:00"));
        File.WriteAllText(_folder["photos/broken.jpg"], "no photo");
        File.WriteAllText(_folder["photos/notes.txt"], "no photo either");
        WriteJpeg("photos/.hidden.jpg", _ => { });
        Directory.CreateSymbolicLink(_folder["photos/circle"], _folder["photos"]);

        var photos = (await ScanAsync()).ToDictionary(p => p.Image);

        photos.Keys.Should().BeEquivalentTo("trip/a b.jpg", "none.JPG", "zero.jpg", "broken.jpg");
        var photo = photos["trip/a b.jpg"];
        photo.Time.Should().Be("2024-05-01T13:45:10");
        photo.Lat.Should().BeApproximately(-25.382708, 1e-5);
        photo.Lon.Should().BeApproximately(-49.265506, 1e-5);
        foreach (var name in (string[])["none.JPG", "zero.jpg", "broken.jpg"])
            photos[name].Should().Be(new Photo(name));
    }

    [Fact]
    public async Task A_scan_that_was_cut_off_goes_on_and_a_finished_one_is_not_made_again()
    {
        WriteJpeg("photos/a.jpg", _ => { });
        WriteJpeg("photos/b.jpg", _ => { });
        await File.WriteAllTextAsync(_folder["scan.jsonl.part"], """
            {"image":"a.jpg","place":"as an earlier try found it"}
            {"image":"b.j
            """);

        var photos = await ScanAsync();
        photos.Should().BeEquivalentTo([new Photo("a.jpg") { Place = "as an earlier try found it" }, new Photo("b.jpg")]);

        WriteJpeg("photos/c.jpg", _ => { });
        (await ScanAsync()).Should().HaveCount(2);
    }

    private void WriteJpeg(string name, Action<MutableImage> change)
    {
        using var image = Image.Black(16, 16, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb).Mutate(m => change(m));
        image.Jpegsave(_folder[name]);
    }

    private async Task<List<Photo>> ScanAsync()
    {
        var stage = new ProgressTracker(TimeProvider.System).Begin("scan", 0);
        await PhotoScan.RunAsync(_folder["photos"], _folder["scan.jsonl"], stage, CancellationToken.None);
        await using var file = await PhotoFile.OpenAsync(_folder["scan.jsonl"], CancellationToken.None);
        return await file.ReadAsync(CancellationToken.None).Select(p => p.Photo).ToListAsync();
    }
}
