using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>The whole way on the bundled sample with a bundled model.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task Build_encode_index_evaluate_compare_read_and_search()
    {
        using var folder = new TemporaryFolder();
        await using var orchestrator = await AllServices.StartAsync(folder);
        await orchestrator.Encoder.AddModelAsync(
            new AddModelRequest { Directory = Path.Combine(Repository.Samples, "models", "scenes-tiny"), Name = "tiny" });
        var build = await orchestrator.RunAsync(SampleSpecs.BuildPart(folder["annotations.json"]));
        build.Error.Should().BeEmpty();

        var encoded = await orchestrator.RunAsync(new JobSpec { EncodeDataset = new EncodeDataset { Dataset = "scenes", Model = "tiny" } });
        encoded.Error.Should().BeEmpty();
        encoded.Stages.Select(s => (s.Name, s.Done, s.Total)).Should().Contain(("encode images", 150, 150));
        encoded.Result.Collection.Should().StartWith(build.Result.DatasetHash[..16]);

        // What is encoded is found, not encoded again: its items are there at once.
        var narrow = await orchestrator.RunAsync(Evaluate(10));
        narrow.Error.Should().BeEmpty();
        var wide = await orchestrator.RunAsync(Evaluate(50));
        wide.Error.Should().BeEmpty();
        wide.Result.RunId.Should().NotBe(narrow.Result.RunId);

        var run = (await orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = wide.Result.RunId })).Run;
        run.SystemName.Should().Be("model:tiny");
        run.Summary.Slices.Select(s => s.Attribute).Distinct().Should().BeEquivalentTo("language", "length_from", "level", "relevant_from", "style");
        var listed = (await orchestrator.Runs.ListRunsAsync(new ListRunsRequest())).Runs;
        listed.Select(r => r.Id).Should().Equal(wide.Result.RunId, narrow.Result.RunId);
        listed.Should().OnlyContain(r => r.Summary.Slices.Count == 0);

        var topics = await ReadAsync(orchestrator, run.Id);
        topics.Should().HaveCount((int)run.Summary.Queries);
        topics.Should().OnlyContain(t => t.Hits.Count == 50 && t.Values.Count == run.Summary.Measures.Count);
        var precision = run.Summary.Measures.Select(m => m.Measure).ToList().IndexOf("P@5");
        topics.Average(t => t.Values[precision]).Should().BeApproximately(run.Summary.Measures[precision].Mean, 1e-12);

        var compared = await orchestrator.RunAsync(new JobSpec { CompareRuns = new CompareRuns { RunIds = { narrow.Result.RunId, wide.Result.RunId }, Measures = { "P@5", "R@20" } } });
        compared.Error.Should().BeEmpty();
        var comparison = (await orchestrator.Runs.GetComparisonAsync(new GetComparisonRequest { ComparisonId = compared.Result.ComparisonId })).Comparison;
        comparison.Result.Differences.Should().HaveCount(2);
        comparison.Result.Differences.Single(d => d.Measure == "P@5").Difference.Should().Be(0);
        comparison.Result.Differences.Single(d => d.Measure == "R@20").Difference.Should().BeNegative();
        comparison.Result.Slices.Should().NotBeEmpty();

        var query = topics[0];
        var text = (await orchestrator.Datasets.ListQueriesAsync(new ListQueriesRequest { Dataset = "scenes", PageSize = 1 })).Queries.Single();
        var search = await orchestrator.Runs.SearchAsync(new SearchRequest { Dataset = "scenes", Model = "tiny", Text = text.Text, TopK = 5 });
        search.Hits.Select(h => h.DocumentId).Should().Equal(query.Hits.Take(5).Select(h => h.DocumentId));
    }

    private static JobSpec Evaluate(int topK) => new()
    {
        Evaluate = new Evaluate { Dataset = "scenes", System = new Contracts.Orchestrator.V1.System { Model = "tiny" }, TopK = topK, Resamples = 20 },
    };

    private static async Task<List<RunTopic>> ReadAsync(OrchestratorUnderTest orchestrator, string runId)
    {
        using var call = orchestrator.Runs.ReadRun(new ReadRunRequest { RunId = runId });
        var topics = new List<RunTopic>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            topics.AddRange(call.ResponseStream.Current.Topics);
        return topics;
    }
}
