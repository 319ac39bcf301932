using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Tests.Fakes;

namespace ImageSearchBench.Orchestrator.Tests.Formats;

/// <summary>A small dataset that every format can hold, and the same with one feature more.</summary>
internal static class FeatureDatasets
{
    public static readonly DatasetFeatures[] Single = [.. Enum.GetValues<DatasetFeatures>().Where(f => f is not (DatasetFeatures.None or DatasetFeatures.All))];

    /// <summary>Builds the dataset with a feature.</summary>
    public static Task<Dataset> BuildAsync(FormatsUnderTest formats, DatasetFeatures feature, bool numbers = false)
    {
        var images = Enumerable.Range(1, 5).Select(i => Image(ImageId(i, numbers), TinyCoco.Bitmap((byte)(i * 10)))).ToArray();
        var queries = Enumerable.Range(1, 6).Select(i => Query(i, numbers)).ToArray();
        Judgment First(int grade) => new(ImageId(1, numbers), grade);
        switch (feature)
        {
            case DatasetFeatures.Grades:
                queries[0].Judgments = [First(3)];
                break;
            case DatasetFeatures.IrrelevantJudgments:
                queries[0].Judgments = [First(0)];
                break;
            case DatasetFeatures.SeveralImagesPerQuery:
                queries[0].Judgments = [First(1), new Judgment(ImageId(2, numbers), 1)];
                break;
            case DatasetFeatures.QueriesWithoutJudgments:
                queries[5].Judgments = [];
                break;
            case DatasetFeatures.UnjudgedImages:
                images = [.. images, Image(numbers ? "77" : "no-one-asks", TinyCoco.Bitmap(99))];
                break;
            case DatasetFeatures.QueryOrder:
                Array.Reverse(queries);
                break;
            case DatasetFeatures.QueryAttributes:
                queries[1].Query = queries[1].Query with { Style = "natural", Level = 2, Topic = "食物", Labels = ["饺子", "a,b"], Provenance = "person", Language = "fr" };
                break;
            case DatasetFeatures.ImageAttributes:
                images[2].Image = images[2].Image with { Time = "2020-01-02", Place = "wx4g0", Source = "https://example.org/3.jpg", Licence = "CC BY 4.0" };
                break;
            case DatasetFeatures.ImagesWithoutFile:
                images[4] = (new DatasetImage(ImageId(5, numbers)) { Sha256 = new string('a', 64), Size = 10, Width = 8, Height = 8 }, null);
                break;
        }

        return formats.BuildAsync(images.Select(i => i), queries.Select(q => q), feature == DatasetFeatures.MatchingKind ? "matching" : "retrieval");
    }

    private static (DatasetImage Image, byte[]? Data) Image(string id, byte[] data) => (new DatasetImage(id, "images/" + ImageFileName.Of(id, ".bmp")), data);

    // Ids as people make them, none of which is a plain file name or number.
    private static string ImageId(int i, bool numbers) => numbers ? $"{7454547000 + i}" : new[] { "", "photos/a.1", "图片-2", "b%2F", "..", "007" }[i];

    // Two queries ask for the last image.
    private static (DatasetQuery Query, Judgment[] Judgments) Query(int i, bool numbers) => (
        QueryDefaults.Of(numbers ? $"{8000 + i}" : $"q.{i}", new[] { "", "高级感托特包斜挎", "a dog, \"spotted\"", "a, b, c", "猫", "#5 it's", "100%" }[i]),
        [new Judgment(ImageId(Math.Min(i, 5), numbers), 1)]);
}
