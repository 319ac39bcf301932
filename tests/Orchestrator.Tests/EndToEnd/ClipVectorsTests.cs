using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>
/// Real CLIP vectors with figures from another program: searched and scored here they must come out the same
/// (Success@1 .566, @5 .866, @10 .924, RR .6976).
/// </summary>
public sealed class ClipVectorsTests
{
    private static readonly string[] Measures = ["Success@1", "Success@5", "Success@10", "RR", "P@5"];

    [Fact]
    public async Task Vectors_of_a_real_model_give_the_known_figures()
    {
        var vectors = Repository.SharedData("clip-vectors");
        Assert.SkipWhen(vectors is null, "shared/data/clip-vectors is not on this machine");
        using var folder = new TemporaryFolder();
        WriteDataset(vectors!, folder["captions"]);
        await using var orchestrator = await AllServices.StartAsync(folder);

        var job = await orchestrator.RunAsync(Spec(folder["captions"], vectors!));

        job.Error.Should().BeEmpty();
        var run = (await orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = job.Result.RunId })).Run;
        run.Summary.Queries.Should().Be(500);
        Mean(run, "Success@1").Should().BeApproximately(0.566, 1e-9);
        Mean(run, "Success@5").Should().BeApproximately(0.866, 1e-9);
        Mean(run, "Success@10").Should().BeApproximately(0.924, 1e-9);
        Mean(run, "RR").Should().BeApproximately(0.6976, 1e-4);

        // The same work again is not done again.
        var again = await orchestrator.RunAsync(Spec(folder["captions"], vectors!));
        again.Result.RunId.Should().Be(job.Result.RunId);
        again.Stages.Select(s => s.Name).Should().Equal("read dataset");
    }

    [Fact]
    public async Task The_results_that_a_run_wrote_give_the_same_figures_as_a_run_file()
    {
        var vectors = Repository.SharedData("clip-vectors");
        Assert.SkipWhen(vectors is null, "shared/data/clip-vectors is not on this machine");
        using var folder = new TemporaryFolder();
        WriteDataset(vectors!, folder["captions"]);
        await using var orchestrator = await AllServices.StartAsync(folder);
        var spec = Spec(folder["captions"], vectors!);
        spec.Evaluate.TopK = 20;
        var job = await orchestrator.RunAsync(spec);
        var run = (await orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = job.Result.RunId })).Run;

        var file = new JobSpec
        {
            Evaluate = new Evaluate
            {
                Dataset = run.DatasetHash,
                System = new Contracts.Orchestrator.V1.System { RunFile = Path.Combine(folder["data"], "runs", run.Id, "run.txt") },
                TopK = 20,
                Measures = { Measures },
                Resamples = 20,
            },
        };
        var fromFile = await orchestrator.RunAsync(file);
        var second = (await orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = fromFile.Result.RunId })).Run;
        second.Summary.Equals(run.Summary).Should().BeTrue("the figures of a run file are those of the run that it was written by");
    }

    private static JobSpec Spec(string dataset, string vectors) => new()
    {
        Evaluate = new Evaluate
        {
            Dataset = dataset,
            System = new Contracts.Orchestrator.V1.System { Vectors = vectors },
            TopK = 1091,
            Measures = { Measures },
            Resamples = 20,
        },
    };

    private static double Mean(Run run, string measure) => run.Summary.Measures.Single(m => m.Measure == measure).Mean;

    private static void WriteDataset(string vectors, string folder)
    {
        Directory.CreateDirectory(folder);
        using var queries = new StreamWriter(Path.Combine(folder, "queries.jsonl"));
        using var qrels = new StreamWriter(Path.Combine(folder, "qrels.tsv"));
        var number = 0;
        foreach (var line in File.ReadLines(Path.Combine(vectors, "queries.tsv")))
        {
            var fields = line.Split('\t');
            number++;
            queries.WriteLine(System.Text.Json.JsonSerializer.Serialize(new { id = $"q{number}", text = fields[1], language = "en", style = "caption" }));
            qrels.WriteLine($"q{number}\t0\t{fields[0]}\t1");
        }
    }
}
