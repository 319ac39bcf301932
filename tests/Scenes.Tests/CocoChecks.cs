using System.Text.Json;

namespace ImageSearchBench.Scenes.Tests;

/// <summary>What holds for every annotation file that the generator writes.</summary>
internal static class CocoChecks
{
    public static void Hold(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "annotations", "instances.json")));
        var root = document.RootElement;
        var images = root.GetProperty("images").EnumerateArray().ToDictionary(image => image.GetProperty("id").GetInt32());
        var categories = root.GetProperty("categories").EnumerateArray().Select(category => category.GetProperty("id").GetInt32()).ToHashSet();
        var ids = new HashSet<int>();
        foreach (var annotation in root.GetProperty("annotations").EnumerateArray())
        {
            ids.Add(annotation.GetProperty("id").GetInt32()).Should().BeTrue("annotation ids are unique");
            categories.Should().Contain(annotation.GetProperty("category_id").GetInt32());
            annotation.GetProperty("iscrowd").GetInt32().Should().Be(0);
            var image = images[annotation.GetProperty("image_id").GetInt32()];
            var box = annotation.GetProperty("bbox").EnumerateArray().Select(number => number.GetInt32()).ToArray();
            box[0].Should().BeGreaterThanOrEqualTo(0);
            box[1].Should().BeGreaterThanOrEqualTo(0);
            box[2].Should().BePositive();
            box[3].Should().BePositive();
            (box[0] + box[2]).Should().BeLessThanOrEqualTo(image.GetProperty("width").GetInt32());
            (box[1] + box[3]).Should().BeLessThanOrEqualTo(image.GetProperty("height").GetInt32());
            annotation.GetProperty("area").GetInt32().Should().BeInRange(1, box[2] * box[3]);
        }

        foreach (var image in images.Values) File.Exists(Path.Combine(folder, "images", image.GetProperty("file_name").GetString()!)).Should().BeTrue();
    }
}
