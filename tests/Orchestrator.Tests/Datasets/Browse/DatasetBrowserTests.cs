using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Datasets.Browse;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Tests.Datasets.Browse;

public sealed class DatasetBrowserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataFolder _data;
    private readonly DatasetBrowser _browser;
    private readonly Dataset _dataset;

    public DatasetBrowserTests()
    {
        _data = new DataFolder(Options.Create(new OrchestratorOptions { DataPath = _folder["data"] }));
        _browser = new DatasetBrowser(new DatasetIndexes(_data));
        Directory.CreateDirectory(_folder["d/images"]);
        _dataset = new Dataset("00ff", "d", "folder", 0, 0, 0, 0, new Dictionary<string, long>(), _folder["d"], Owned: false, default);
        File.WriteAllLines(_folder["d/images.jsonl"], Enumerable.Range(0, 2500).Select(i => $$"""{"id":"图{{i}}","file":"images/{{i}}.jpg"}"""));
        File.WriteAllText(_folder["d/images/2400.jpg"], "picture");
        File.WriteAllText(_folder["d/queries.jsonl"], string.Concat(Enumerable.Range(0, 300).Select(q => $$"""{"id":"q{{q}}","text":"query {{q}}"}""" + (q % 7 == 0 ? "\r\n\n" : "\n"))));

        // The lines of query 5 stand in two places.
        var judgments = Enumerable.Range(0, 1200).Select(i => $"q5\t0\t图{i}\t{i % 2}").ToList();
        judgments.InsertRange(700, ["q6\t0\t图1\t1", "", "q299 0 图2 3"]);
        File.WriteAllLines(_folder["d/qrels.tsv"], judgments);
    }

    [Fact]
    public async Task Pages_put_together_are_the_files()
    {
        var queries = new List<BrowsedQuery>();
        while (await _browser.QueriesAsync(_dataset, queries.Count, 70, CancellationToken.None) is { Count: > 0 } page)
            queries.AddRange(page);
        var images = new List<DatasetImage>();
        while (await _browser.ImagesAsync(_dataset, images.Count, 999, CancellationToken.None) is { Count: > 0 } page)
            images.AddRange(page);
        var judgments = new List<Judgment>();
        while (await _browser.JudgmentsAsync(_dataset, "q5", judgments.Count, 500, CancellationToken.None) is { Count: > 0 } page)
            judgments.AddRange(page);

        queries.Select(q => q.Query.Id).Should().Equal(Enumerable.Range(0, 300).Select(q => $"q{q}"));
        queries.Where(q => q.Judged > 0).Select(q => (q.Query.Id, q.Judged, q.Relevant)).Should().Equal(("q5", 1200, 600), ("q6", 1, 1), ("q299", 1, 1));
        images.Select(i => i.Id).Should().Equal(Enumerable.Range(0, 2500).Select(i => $"图{i}"));
        judgments.Select(j => (j.ImageId, j.Grade)).Should().Equal(Enumerable.Range(0, 1200).Select(i => ($"图{i}", i % 2)));
    }

    [Fact]
    public async Task An_image_is_found_by_its_id()
    {
        (await _browser.ImageFileAsync(_dataset, "图2400", CancellationToken.None)).Should().Be(_folder["d/images/2400.jpg"]);
        foreach (var (image, query) in new[] { ("图2401", "q1"), ("nothing", "q1"), ("图2400", "q300") })
        {
            var read = async () =>
            {
                await _browser.ImageFileAsync(_dataset, image, CancellationToken.None);
                await _browser.JudgmentsAsync(_dataset, query, 0, 10, CancellationToken.None);
            };
            (await read.Should().ThrowAsync<BenchException>()).Which.Kind.Should().Be(ErrorKind.NotFound);
        }
    }

    [Fact]
    public async Task An_index_that_is_damaged_or_of_other_files_is_made_anew()
    {
        await _browser.QueriesAsync(_dataset, 0, 1, CancellationToken.None);
        var index = Directory.EnumerateFiles(_data.Indexes).Single();
        File.WriteAllText(index, "this is no database");
        (await _browser.QueriesAsync(_dataset, 299, 5, CancellationToken.None)).Single().Query.Id.Should().Be("q299");

        File.AppendAllText(_folder["d/queries.jsonl"], """{"id":"new","text":"x"}""");
        (await _browser.QueriesAsync(_dataset, 299, 5, CancellationToken.None)).Select(q => q.Query.Id).Should().Equal("q299", "new");
        Directory.EnumerateFiles(_data.Indexes).Should().Equal(index);
    }

    [Fact]
    public async Task Faults_of_the_files_are_told()
    {
        File.AppendAllText(_folder["d/queries.jsonl"], """{"id":"q1","text":"again"}""");

        var read = () => _browser.QueriesAsync(_dataset, 0, 1, CancellationToken.None);

        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("queries.jsonl:344: the id 'q1' is there twice");
        Directory.EnumerateFiles(_data.Indexes).Should().BeEmpty();
    }

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }
}
