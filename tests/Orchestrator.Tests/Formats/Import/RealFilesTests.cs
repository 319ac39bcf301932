using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Formats.Import;

public sealed class RealFilesTests
{
    [Theory]
    [InlineData("flickr8kzhc.caption.txt", "zh", "53043785_c468d6f931#zhc#0", "湖中央一男子踩在河马的身上。")]
    [InlineData("flickr8kenc.caption.txt", "", "1056338697_4f7d7ce270#enc#0", "A blond woman in a blue shirt appears to wait for a ride .")]
    public async Task Flickr8k_and_flickr8k_cn(string file, string language, string firstId, string firstText)
    {
        var folder = Repository.SharedData("flickr8k-test");
        Assert.SkipUnless(folder is not null, "../shared/data/flickr8k-test is not on this machine");
        await using var formats = await FormatsUnderTest.StartAsync();

        var dataset = await formats.ImportAsync("", Path.Combine(folder, file));
        var (images, queries, qrels) = await FormatsUnderTest.ReadAsync(dataset);

        (images.Length, queries.Length, qrels.Length, dataset.SkippedImages).Should().Be((1000, 5000, 5000, 0));
        queries.Should().OnlyContain(q => q.Language == language);
        queries[0].Should().BeEquivalentTo(new { Id = firstId, Text = firstText });
        queries.Select(q => q.Id).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Coco_captions_with_licences_and_sources()
    {
        var folder = Repository.SharedData("coco-mini");
        Assert.SkipUnless(folder is not null, "../shared/data/coco-mini is not on this machine");
        await using var formats = await FormatsUnderTest.StartAsync();

        var dataset = await formats.ImportAsync("", Path.Combine(folder, "annotations", "captions_val2017.json"), Path.Combine(folder, "val2017"));
        var (images, queries, qrels) = await FormatsUnderTest.ReadAsync(dataset);

        images.Should().NotBeEmpty().And.OnlyContain(i => i.Licence != null && i.Source!.StartsWith("http://images.cocodataset.org/"));
        queries.Length.Should().BeGreaterThan(79 * 5 - 1);
        queries.Length.Should().Be(qrels.Length);
        var path = await formats.ExportAsync(dataset, "coco-captions");
        (await formats.ImportAsync("coco-captions", path)).Hash.Should().Be(dataset.Hash);
        (await formats.ValidateAsync("coco-captions", path)).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Coco_instances_as_one_query_a_category()
    {
        var folder = Repository.SharedData("coco-mini");
        Assert.SkipUnless(folder is not null, "../shared/data/coco-mini is not on this machine");
        await using var formats = await FormatsUnderTest.StartAsync();

        var dataset = await formats.ImportAsync("", Path.Combine(folder, "annotations", "instances_val2017.json"), Path.Combine(folder, "val2017"));
        var (_, queries, qrels) = await FormatsUnderTest.ReadAsync(dataset);

        // COCO's 80 categories have ids up to 90.
        queries.Should().HaveCount(80);
        queries[^1].Should().BeEquivalentTo(new { Id = "90", Text = "toothbrush" });
        qrels.Length.Should().BeGreaterThan(79);
    }
}
