using System.Globalization;
using ImageSearchBench.Scenes.Kinds;

namespace ImageSearchBench.Scenes.Tests;

public sealed class CommittedSampleTests
{
    [Fact]
    public void Annotations_are_sound() => CocoChecks.Hold(Sample.Scenes);

    [Fact]
    public void Every_kind_appears()
    {
        var coco = Sample.Json("scenes", "annotations", "instances.json");
        var seen = coco.GetProperty("annotations").EnumerateArray().Select(one => one.GetProperty("category_id").GetInt32()).ToHashSet();
        Catalogue.All.Should().OnlyContain(kind => seen.Contains(kind.Id));
    }

    [Fact]
    public void Enough_labels_pairs_and_triples_make_a_benchmark()
    {
        var coco = Sample.Json("scenes", "annotations", "instances.json");
        var annotations = coco.GetProperty("annotations").EnumerateArray().Select(one => (
            Image: one.GetProperty("image_id").GetInt32(),
            Category: one.GetProperty("category_id").GetInt32(),
            Large: one.GetProperty("bbox")[2].GetInt32() * one.GetProperty("bbox")[3].GetInt32() > 0.1 * 256 * 256)).ToArray();
        var searchable = annotations.Where(one => one.Large).GroupBy(one => one.Category).Count(group => group.Select(one => one.Image).Distinct().Count() >= 10);
        var images = annotations.GroupBy(one => one.Image).Select(group => group.Select(one => one.Category).Distinct().Order().ToArray()).ToArray();
        var pairs = images.SelectMany(c => c.SelectMany((a, i) => c.Skip(i + 1).Select(b => (a, b)))).GroupBy(pair => pair).Count(group => group.Count() >= 10);
        var triples = images
            .SelectMany(c => c.SelectMany((a, i) => c.Skip(i + 1).SelectMany((b, j) => c.Skip(i + j + 2).Select(d => (a, b, d)))))
            .GroupBy(triple => triple).Count(group => group.Count() >= 10);
        searchable.Should().BeGreaterThan(45);
        pairs.Should().BeGreaterThan(70);
        triples.Should().BeGreaterThan(15);
    }

    [Fact]
    public void Captions_and_metadata_have_one_row_for_each_picture()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Sample.Scenes, "images")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();
        files.Should().HaveCount(600);
        var captions = Sample.Lines(Sample.Scenes, "captions.jsonl");
        var metadata = Sample.Lines(Sample.Scenes, "metadata.jsonl");
        captions.Select(row => row.GetProperty("image").GetString()).Should().Equal(files);
        metadata.Select(row => row.GetProperty("image").GetString()).Should().Equal(files);
        captions.Select(row => row.GetProperty("zh").GetString()).Distinct().Count().Should().BeGreaterThan(590);
        foreach (var row in metadata)
        {
            row.GetProperty("lat").GetDouble().Should().BeInRange(-90, 90);
            row.GetProperty("lon").GetDouble().Should().BeInRange(-180, 180);
            row.GetProperty("place").GetString().Should().NotBeNullOrEmpty();
            DateTime.ParseExact(row.GetProperty("time").GetString()!, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture).Year.Should().BeInRange(2021, 2024);
        }
    }
}
