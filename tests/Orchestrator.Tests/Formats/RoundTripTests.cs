using System.Text.Json.Nodes;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats;
using Dataset = ImageSearchBench.Orchestrator.Datasets.Dataset;

namespace ImageSearchBench.Orchestrator.Tests.Formats;

public sealed class RoundTripTests
{
    public static TheoryData<string> Formats => ["beir", "chinese-clip", "coco-captions", "csv", "imagefolder", "mteb", "trec", "webdataset"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task What_a_format_can_hold_comes_back_with_the_same_hash_and_what_it_cannot_is_declared(string format)
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        var catalog = formats.Service<FormatCatalog>();
        foreach (var feature in FeatureDatasets.Single.Append(DatasetFeatures.None))
        {
            var dataset = await FeatureDatasets.BuildAsync(formats, feature);
            var plan = await formats.Orchestrator.Formats.DescribeExportAsync(new DescribeExportRequest { Dataset = dataset.Hash, Format = format });
            var back = await RoundTripAsync(formats, dataset, format, again: feature is DatasetFeatures.SeveralImagesPerQuery or DatasetFeatures.ImagesWithoutFile);

            // Features that come along with another one (an image that nobody asks for any more) are declared like any other.
            var holds = catalog.Exporter(format).Holds.HasFlag(feature);
            (back.Hash == dataset.Hash).Should().Be(plan.Dropped.Count == 0, "{0} of a dataset with {1} declares: {2}", format, feature, string.Join("; ", plan.Dropped));
            plan.Dropped.Any(d => DatasetFeatureNames.Describe(feature).Contains(d)).Should().Be(!holds && feature != DatasetFeatures.None, "{0} of {1}", format, feature);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Ids_that_are_numbers_stay_and_everything_passes_the_formats_own_check(string format)
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        foreach (var numbers in new[] { false, true })
        {
            var dataset = await FeatureDatasets.BuildAsync(formats, DatasetFeatures.None, numbers);
            var path = await formats.ExportAsync(dataset, format);

            var (faults, summary) = await formats.ValidateAsync(format, path);

            faults.Should().BeEmpty();
            (summary.Images, summary.Queries, summary.Judgments).Should().Be((5, 6, 6));
            var card = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(path, "isb-export.json")))!;
            ((string?)card["dataset"]).Should().Be(dataset.Hash);
            if (numbers && format is "chinese-clip" or "coco-captions")
                ((long?)card["mapped_ids"]).Should().Be(numbers ? 0 : 11);
            File.Exists(Path.Combine(path, "isb-ids.tsv")).Should().Be((long?)card["mapped_ids"] > 0);
        }
    }

    [Fact]
    public async Task Equal_exports_are_equal_to_the_byte()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        var dataset = await FeatureDatasets.BuildAsync(formats, DatasetFeatures.None);
        foreach (var format in formats.Service<FormatCatalog>().Exporters.Select(e => e.Name))
        {
            var (one, two) = (await formats.ExportAsync(dataset, format), await formats.ExportAsync(dataset, format));
            foreach (var file in Directory.EnumerateFiles(one, "*", SearchOption.AllDirectories))
            {
                var other = Path.Combine(two, Path.GetRelativePath(one, file));
                File.ReadAllBytes(other).AsSpan().SequenceEqual(File.ReadAllBytes(file)).Should().BeTrue(file);
            }
        }
    }

    private static async Task<Dataset> RoundTripAsync(FormatsUnderTest formats, Dataset dataset, string format, bool again)
    {
        var path = await formats.ExportAsync(dataset, format);
        (await formats.ValidateAsync(format, path)).Faults.Should().BeEmpty();
        var back = await formats.ImportAsync(format, path);

        // What came back goes out and in again without any further loss.
        if (again)
            (await formats.ImportAsync(format, await formats.ExportAsync(back, format))).Hash.Should().Be(back.Hash);
        return back;
    }
}
