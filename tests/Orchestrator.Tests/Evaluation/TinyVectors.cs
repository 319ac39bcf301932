using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using BenchSystem = ImageSearchBench.Contracts.Orchestrator.V1.System;

namespace ImageSearchBench.Orchestrator.Tests.Evaluation;

/// <summary>A dataset folder and vectors in the plane: an item's vector points at its angle, so that scores are cosines of differences.</summary>
internal sealed class TinyVectors(TemporaryFolder folder)
{
    /// <summary>The dataset's folder.</summary>
    public string Dataset { get; } = folder["tiny"];

    /// <summary>The folder of vectors.</summary>
    public string Vectors { get; } = folder["vectors"];

    /// <summary>Writes both.</summary>
    /// <param name="images">Images with their angles in degrees.</param>
    /// <param name="queries">Queries with their angles.</param>
    /// <param name="judgments">Query, image, grade.</param>
    /// <param name="length">Length of all vectors.</param>
    public void Write((string Id, double Angle)[] images, (string Id, double Angle)[] queries, (string Query, string Image, int Grade)[] judgments, float length = 1)
    {
        Directory.CreateDirectory(Dataset);
        Directory.CreateDirectory(Vectors);
        File.WriteAllLines(Path.Combine(Dataset, "images.jsonl"), images.Select(i => $$"""{"id":"{{i.Id}}"}"""));
        File.WriteAllLines(Path.Combine(Dataset, "queries.jsonl"), queries.Select(q => $$"""{"id":"{{q.Id}}","text":"text {{q.Id}}","style":"caption"}"""));
        File.WriteAllLines(
            Path.Combine(Dataset, "qrels.tsv"), judgments.Select(j => string.Create(CultureInfo.InvariantCulture, $"{j.Query}\t0\t{j.Image}\t{j.Grade}")));
        WriteSide("images", images, length);
        WriteSide("queries", queries, length);
    }

    /// <summary>Evaluates and returns the run.</summary>
    public static async Task<Run> EvaluateAsync(OrchestratorUnderTest orchestrator, Evaluate evaluate)
    {
        var job = await orchestrator.RunAsync(new JobSpec { Evaluate = evaluate });
        job.Error.Should().BeEmpty();
        return (await orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = job.Result.RunId })).Run;
    }

    /// <summary>An evaluation of the vectors.</summary>
    public Evaluate Spec(Direction direction = Direction.Unspecified) => new()
    {
        Dataset = Dataset,
        System = new BenchSystem { Vectors = Vectors },
        Direction = direction,
        TopK = 10,
        Resamples = 20,
    };

    private void WriteSide(string name, (string Id, double Angle)[] items, float length)
    {
        File.WriteAllLines(Path.Combine(Vectors, $"{name}_ids.txt"), items.Select(i => i.Id));
        using var file = new BinaryWriter(File.Create(Path.Combine(Vectors, $"{name}.f32")));
        foreach (var (_, angle) in items)
        {
            file.Write(length * (float)Math.Cos(angle * Math.PI / 180));
            file.Write(length * (float)Math.Sin(angle * Math.PI / 180));
        }
    }
}
