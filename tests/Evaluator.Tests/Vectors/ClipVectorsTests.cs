using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Evaluator.Tests.Grpc;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>Real CLIP vectors from end to end: figures, strict and duplicate-aware, thresholds, failures.</summary>
public sealed class ClipVectorsTests : IAsyncLifetime
{
    private const int Dimension = 512;
    private const float NearDuplicate = 0.88f;

    private ServiceUnderTest _service = null!;

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(b => b.AddEvaluator(), a => a.MapEvaluator());

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Figures_are_the_known_ones_strict_and_aware()
    {
        var (topics, groups) = Load();

        var (_, summary) = await Topics.EvaluateAsync(
            new EvaluatorService.EvaluatorServiceClient(_service.Channel),
            new EvaluateSettings { Measures = { "Success@1", "Success@5", "Success@10", "P@10", "RR" } }, topics, groups);

        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.SharedData("clip-vectors", "expected.json")!));
        double[] known = [.. new[] { "R1", "R5", "R10", "P10", "MRR" }.Select(n => expected.RootElement.GetProperty(n).GetDouble())];
        summary.Queries.Should().Be(500);
        summary.Measures.Select(m => Math.Round(m.Mean, 12)).Should().Equal(known.Select(k => Math.Round(k, 12)));
        summary.Measures.Should().OnlyContain(m => m.Low < m.Mean && m.Mean < m.High);
        groups.Should().NotBeEmpty();
        summary.DuplicateAware.Zip(summary.Measures).Should().OnlyContain(p => p.First.Mean >= p.Second.Mean);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{groups.Count} groups at cosine {NearDuplicate}; strict {string.Join(' ', summary.Measures.Select(m => m.Mean.ToString("F3", CultureInfo.InvariantCulture)))}, "
            + $"aware {string.Join(' ', summary.DuplicateAware.Select(m => m.Mean.ToString("F3", CultureInfo.InvariantCulture)))}");
    }

    [Fact]
    public async Task Thresholds_give_a_curve_and_hold_on_the_other_half()
    {
        var (topics, _) = Load(depth: 50);
        using var call = new AnalysisService.AnalysisServiceClient(_service.Channel).AnalyzeThresholds(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new AnalyzeThresholdsRequest { Settings = new ThresholdSettings { WantedPrecision = 0.5 } });
        foreach (var batch in topics.Chunk(50))
            await call.RequestStream.WriteAsync(new AnalyzeThresholdsRequest { Topics = new TopicBatch { Topics = { batch } } });
        await call.RequestStream.CompleteAsync();
        var response = await call;

        foreach (var scale in response.Scales)
        {
            scale.Curve.Should().HaveCount(50);
            scale.Curve.Select(p => p.Recall).Should().BeInDescendingOrder();
            scale.Chosen.CheckedOn.Precision.Should().BeInRange(0.35, 0.65);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{scale.Scale}: at {scale.Chosen.Threshold:F4} precision {scale.Chosen.ChosenOn.Precision:F3}, checked {scale.Chosen.CheckedOn.Precision:F3} [{scale.Chosen.PrecisionLow:F3}, {scale.Chosen.PrecisionHigh:F3}], recall {scale.Chosen.CheckedOn.Recall:F3}");
        }
    }

    [Fact]
    public async Task Failures_are_listed_with_causes()
    {
        var (topics, groups) = Load(depth: 100);
        using var call = new AnalysisService.AnalysisServiceClient(_service.Channel).AnalyzeFailures(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new AnalyzeFailuresRequest { Settings = new FailureSettings { Measure = "RR", PoorBelow = 0.2, MaxFailures = 50 } });
        await call.RequestStream.WriteAsync(new AnalyzeFailuresRequest
        {
            DuplicateGroups = new DuplicateGroupBatch { Groups = { groups.Select(g => new DuplicateGroup { DocumentIds = { g } }) } },
        });
        foreach (var batch in topics.Chunk(50))
        {
            var captions = batch.Select(t => new FailureTopic { Topic = t, IsCaption = true });
            await call.RequestStream.WriteAsync(new AnalyzeFailuresRequest { Topics = new FailureTopicBatch { Topics = { captions } } });
        }

        await call.RequestStream.CompleteAsync();
        var failures = new List<Failure>();
        FailureSummary? summary = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            failures.AddRange(response.Failures?.Failures ?? []);
            summary = response.Summary ?? summary;
        }

        summary!.Queries.Should().Be(500);
        // Hit at 5 is 0.866: 67 queries have a reciprocal rank below 0.2.
        summary.Poor.Should().Be(67);
        failures.Should().HaveCount(50);
        failures.Select(f => f.Value).Should().BeInAscendingOrder();
        failures.Should().OnlyContain(f => f.Causes.Count > 0 && f.Found.Count == 10 && f.Relevant == 1);
        summary.Causes.Sum(c => c.Queries).Should().Be(67);
        summary.Causes.Count.Should().BeGreaterThan(1);
        summary.Hubs.Should().NotBeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{string.Join(", ", summary.Causes.Select(c => $"{c.Cause} {c.Queries}"))}; first hub in {summary.Hubs[0].Queries} queries");
    }

    private static (Topic[] Topics, List<string[]> Groups) Load(int depth = int.MaxValue)
    {
        Assert.SkipWhen(Repository.SharedData("clip-vectors") is null, "The CLIP vectors (../shared/data/clip-vectors) are not on this machine.");
        var (gallery, queries) = (Vectors("gallery.f32"), Vectors("queries.f32"));
        string[] ids = File.ReadAllLines(Repository.SharedData("clip-vectors", "gallery_ids.txt")!);
        string[] truth = [.. File.ReadLines(Repository.SharedData("clip-vectors", "queries.tsv")!).Select(l => l.Split('\t')[0])];
        var topics = truth.Select((photo, q) =>
        {
            var hits = ids.Select((id, g) => (id, (double)TensorPrimitives.Dot<float>(queries.Span(q), gallery.Span(g))));
            return Topics.Of($"q{q:D3}", [(photo, 1)], [.. hits.OrderByDescending(h => h.Item2).Take(depth)]);
        });
        return ([.. topics], Groups(gallery, ids));
    }

    // Each photo joins the first representative it is near to.
    private static List<string[]> Groups((float[] Values, int Count) gallery, string[] ids)
    {
        var groups = new List<List<int>>();
        for (var photo = 0; photo < ids.Length; photo++)
        {
            var group = groups.Find(g => TensorPrimitives.Dot<float>(gallery.Span(photo), gallery.Span(g[0])) >= NearDuplicate);
            if (group is null)
                groups.Add([photo]);
            else
                group.Add(photo);
        }

        return [.. groups.Where(g => g.Count > 1).Select(g => g.Select(i => ids[i]).ToArray())];
    }

    private static (float[] Values, int Count) Vectors(string file)
    {
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Repository.SharedData("clip-vectors", file)!)).ToArray();
        return (values, values.Length / Dimension);
    }
}

/// <summary>Rows of vectors.</summary>
internal static class VectorRows
{
    public static ReadOnlySpan<float> Span(this (float[] Values, int Count) vectors, int row) =>
        vectors.Values.AsSpan(row * (vectors.Values.Length / vectors.Count), vectors.Values.Length / vectors.Count);
}
